"""Checks for hidden tests: what a right answer is, and how a wrong one is explained.

numeric: `close`, `pair`, `mapping`, `integers`, `choice`. Structure: `raises_value_error`, `unchanged`,
`accepts_sequences`. Arithmetic: `stable`, `no_warning`. Randomness: `rng`, `only_rng`, `uniforms`, `stream`. Statistics:
`proportion_is`, `counts_are`, `cdf_is`, `mean_is`, `independent`, `covariance_is`, each with a planner `draws_for_...`;
`promises` lists what they promised. Figures: `axes`. A pure package: NumPy, SciPy, and of the guest's modules the figure
inspector and the Generator with chosen uniforms.
"""

from autograder.checks.dependence import covariance_is, independent
from autograder.checks.failures import CheckFailed
from autograder.checks.figures import axes
from autograder.checks.ledger import Promise, promises
from autograder.checks.numeric import choice, close, integers, mapping, pair
from autograder.checks.planning import (
    draws_for_cdf,
    draws_for_counts,
    draws_for_covariance,
    draws_for_independence,
    draws_for_mean,
    draws_for_proportion,
)
from autograder.checks.randomness import only_rng, rng, stream, uniforms, use_seed
from autograder.checks.sequences import accepts_sequences
from autograder.checks.stability import no_warning, stable
from autograder.checks.statistics import cdf_is, counts_are, mean_is, proportion_is
from autograder.checks.structure import raises_value_error, unchanged

__all__ = [
    "CheckFailed", "Promise", "accepts_sequences", "axes", "cdf_is", "choice", "close", "counts_are", "covariance_is",
    "draws_for_cdf", "draws_for_counts", "draws_for_covariance", "draws_for_independence", "draws_for_mean",
    "draws_for_proportion", "independent", "integers", "mapping", "mean_is", "no_warning", "only_rng", "pair",
    "promises", "proportion_is", "raises_value_error", "rng", "stable", "stream", "unchanged", "uniforms", "use_seed",
]

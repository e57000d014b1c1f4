"""Checks for hidden tests: what a right answer is, and how a wrong one is explained.

numeric: `close`, `pair`, `mapping`, `integers`, `choice`. Structure: `raises_value_error`, `unchanged`,
`accepts_sequences`. Arithmetic: `stable`, `no_warning`. Randomness: `rng`, `only_rng`. Statistics: `proportion_is`,
`counts_are`, `cdf_is`, `mean_is`, each with a planner `draws_for_...`. Figures: `axes`. Plate diagrams: `plate`. A pure
package: NumPy, SciPy and the figure inspector only, and networkx where a plate diagram is graded.
"""

from autograder.checks.failures import CheckFailed
from autograder.checks.figures import axes
from autograder.checks.numeric import choice, close, integers, mapping, pair
from autograder.checks.plates import plate
from autograder.checks.randomness import only_rng, rng, use_seed
from autograder.checks.sequences import accepts_sequences
from autograder.checks.stability import no_warning, stable
from autograder.checks.statistics import (
    cdf_is,
    counts_are,
    draws_for_cdf,
    draws_for_counts,
    draws_for_proportion,
    mean_is,
    proportion_is,
)
from autograder.checks.structure import raises_value_error, unchanged

__all__ = [
    "CheckFailed", "accepts_sequences", "axes", "cdf_is", "choice", "close", "counts_are", "draws_for_cdf",
    "draws_for_counts", "draws_for_proportion", "integers", "mapping", "mean_is", "no_warning", "only_rng", "pair", "plate",
    "proportion_is", "raises_value_error", "rng", "stable", "unchanged", "use_seed",
]

"""What a later cell could change for an earlier answer, read from the cells' text.

The runner notices when a name that a plain function uses means something else by the end. It cannot see through a
decorator, a partial function or an object's method, nor that a built-in is shadowed later or a helper defined only
then. So the names that are worth asking for are found here; a doubt costs a replay, never a mark.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from autograder.judge import names
from autograder.judge.ingest import Step


@dataclass(frozen=True, slots=True)
class Outlook:
    """For one place in a notebook: what its answers stand on and a later cell binds."""

    names: frozenset[str]  # ask the runner what they mean, there and at the end
    patched: bool  # a later cell sets an attribute of something that the answers use


def outlook(steps: list[Step], runs: Callable[[Step], bool], place: int, wanted: Iterable[str]) -> Outlook:
    """The outlook from the step with index `place` for the names that its tests use."""
    later = [step.source for index, step in enumerate(steps) if index > place and runs(step)]
    changed = frozenset().union(*map(names.rebound, later))
    patched = frozenset().union(*map(names.patched, later))
    if not changed and not patched:
        return Outlook(frozenset(), False)
    cells = [(names.rebound(step.source), names.free(step.source))
             for index, step in enumerate(steps) if index <= place and runs(step)]
    reached = set(wanted)
    grew = True
    while grew:
        size = len(reached)
        for bound, used in cells:
            if bound & reached:
                reached |= used
        grew = len(reached) > size
    return Outlook(frozenset(reached & changed), bool(reached & patched))

"""Which file of a submission is the notebook that is graded.

It should be `<notebook>.ipynb` in the submission's folder. Where it is not, one other notebook there, or in a folder
inside, is taken if it can be recognised as that notebook and no other could be it. All others are named and ignored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.judge import ingest
from autograder.judge.ingest import Reading
from autograder.judge.outline import Outline, key
from autograder.judge.reading import listed, notebooks_in, parse, read_bytes, shown

_MOST = 20  # other notebooks of a submission that are opened
_ENOUGH = 0.5  # share of the answers and grade cells by which a notebook under another name is recognised


@dataclass(slots=True)
class Paper:
    """What stands for one notebook of the assignment: its reading, or why there is none."""

    reading: Reading | None
    problem: str = ""
    repairs: tuple[str, ...] = ()  # about files


@dataclass(slots=True)
class _Candidate:
    path: tuple[str, ...]
    reading: Reading
    content: tuple[tuple[str, str], ...]  # type and text of its cells


def papers(outlines: Sequence[Outline], submitted: Path, student: str, assignment: str, limit: int) -> list[Paper]:
    """The notebooks of a submission, in the order of `outlines`. A bad file costs only itself."""
    folder = (student, assignment)
    exact = {(*folder, f"{outline.source.name}.ipynb") for outline in outlines}
    others = [path for path in notebooks_in(submitted, folder) if path not in exact]
    free = list(others)
    found = []
    for outline in outlines:
        paper, taken = _paper(outline, submitted, folder, free, limit)
        free = [path for path in free if path not in taken]
        found.append(paper)
    if free and found:
        line = f"other notebooks in the submission were ignored: {listed(_names(free))}"
        found[0].repairs = (*found[0].repairs, line)
    return found


def _paper(outline: Outline, submitted: Path, folder: tuple[str, str], others: list[tuple[str, ...]],
           limit: int) -> tuple[Paper, list[tuple[str, ...]]]:
    """The paper of one notebook, and the other files that are spoken of by it."""
    wanted = f"{outline.source.name}.ipynb"
    try:
        found = parse(read_bytes(submitted, (*folder, wanted), limit))
    except FileNotFoundError:
        return _elsewhere(outline, submitted, folder, others, limit)
    except SubmissionError as error:
        more = f" Also there: {listed(_names(others))}." if others else ""
        return Paper(None, f"{wanted} could not be read: {error}{more}"), others
    reading = ingest.match(found, outline, folder[1])
    if not reading.answered and not reading.refused and others:
        answered = [c for c in _candidates(outline, submitted, folder, others, limit)[0] if c.reading.answered]
        if answered:
            names = [c.path for c in answered]
            reading.refused = f"{wanted} is as released, but there is also {listed(_names(names))}"
            return Paper(reading), names
    return Paper(reading), []


def _elsewhere(outline: Outline, submitted: Path, folder: tuple[str, str], others: list[tuple[str, ...]],
               limit: int) -> tuple[Paper, list[tuple[str, ...]]]:
    wanted = f"{outline.source.name}.ipynb"
    found, problems = _candidates(outline, submitted, folder, others, limit)
    chosen = _chosen(found, wanted)
    if chosen is not None:
        same = [c.path for c in found if c.content == chosen.content]
        line = f'"{shown("/".join(chosen.path[2:]))}" was taken as {wanted}'
        return Paper(chosen.reading, repairs=(line,)), same
    if found:
        names = [c.path for c in found]
        return Paper(None, f"{wanted} is not in the submission, and each of {listed(_names(names))} could be it"), names
    why = f": {'; '.join(problems[:3])}" if problems else ""
    return Paper(None, f"{wanted} is not in the submission{why}"), []


def _chosen(found: list[_Candidate], wanted: str) -> _Candidate | None:
    """The one that it surely is; None where there is none or more than one."""
    by_name = [c for c in found if len(c.path) == 3 and c.path[2].casefold() == wanted.casefold()]
    for group in (by_name, found, [c for c in found if c.reading.answered]):
        if group and all(c.content == group[0].content for c in group):
            return group[0]
    return None


def _candidates(outline: Outline, submitted: Path, folder: tuple[str, str], others: list[tuple[str, ...]],
                limit: int) -> tuple[list[_Candidate], list[str]]:
    """Other notebooks that are recognised as the one asked for, and why each of the rest is none."""
    found, problems = [], []
    for path in others[:_MOST]:
        name = shown("/".join(path[2:]))
        try:
            parsed = parse(read_bytes(submitted, path, limit))
        except FileNotFoundError:
            continue
        except SubmissionError as error:
            problems.append(f'"{name}" could not be read: {error}')
            continue
        reading = ingest.match(parsed, outline, folder[1])
        if reading.refused or reading.known < _ENOUGH:
            problems.append(f'"{name}" is not it' + (f": {reading.refused}" if reading.refused else ""))
            continue
        content = tuple((step.cell_type, key(step.source, step.cell_type)) for step in reading.steps)
        found.append(_Candidate(path, reading, content))
    return found, problems


def _names(paths: Sequence[tuple[str, ...]]) -> list[str]:
    return ["/".join(path[2:]) for path in paths]

"""Which cell of the source each cell of a submission is.

A cell is known by its grade_id, else by its cell id (which is the grade_id in our releases), else by what it says:
locked cells by their text, answers by the names that they define, written answers by their place between known
neighbours. Only one candidate in a consistent place is sure. What stays unknown is the student's own cell and runs at
its place; an answer that no cell was found for is left to `ingest`, which asks a person.
"""

import difflib
from collections import defaultdict

from autograder import notebook
from autograder.judge import merging, names
from autograder.judge.merging import OUT, OWN, Match, is_stub
from autograder.judge.outline import LOCKED, STUDENTS, Outline, key
from autograder.judge.reading import Cell, Notes
from autograder.model import Role


def recognise(cells: list[Cell], outline: Outline, notes: Notes) -> Match:
    """Name every cell of a submission."""
    match = Match(list(cells), [OWN] * len(cells), outline)
    _by_ids(match, notes)
    merging.parted(match, notes)
    merging.joined(match, notes)
    _duplicates(match, notes)
    _by_text(match)
    _by_names(match, notes)
    _by_place(match, notes)
    return match


def _by_ids(match: Match, notes: Notes) -> None:
    """grade_id first, then cell id; of several cells with one name all get it for now."""
    known = match.outline.places
    claimed = {cell.grade_id for cell in match.cells if cell.grade_id in known}
    for index, cell in enumerate(match.cells):
        if cell.grade_id in known:
            match.names[index] = cell.grade_id
        elif cell.id in known and cell.id not in claimed:
            match.names[index] = cell.id
            if match.outline.part(cell.id).role not in (Role.PLAIN, Role.PARAMETERS):
                notes.add("cells that had lost their metadata were recognised by their cell id", cell.id)
        elif _tagged(cell):
            match.names[index] = next((c.id for c in match.outline.source.cells if c.role is Role.PARAMETERS), OWN)
        elif cell.grade_id:
            notes.add("cells that are not of this assignment were run as cells of the student's own", cell.grade_id)


def _tagged(cell: Cell) -> bool:
    tags = cell.metadata.get("tags")
    return isinstance(tags, list) and notebook.PARAMETERS_TAG in tags


def _duplicates(match: Match, notes: Notes) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for index, name in enumerate(match.names):
        if name:
            groups[name].append(index)
    for name, group in groups.items():
        if len(group) < 2:
            continue
        # A copied cell that was made the answer of another question keeps the other cell's metadata, not its id.
        for index in list(group):
            own = match.cells[index].id
            if own != name and own in match.outline.places and own not in match.names and len(group) > 1:
                match.names[index] = own
                group.remove(index)
                notes.add("cells with another cell's metadata were recognised by their cell id", own)
        if len(group) > 1:
            (_same_answer if match.outline.part(name).role in STUDENTS else _same_given)(match, name, group, notes)


def _same_given(match: Match, name: str, group: list[int], notes: Notes) -> None:
    """A cell that is not for answers: the copy that is as released stands for it, what was changed is a cell of its own."""
    part = match.outline.part(name)
    as_released = [i for i in group if key(match.cells[i].source, part.cell_type) == key(match.outline.released[name], part.cell_type)]
    kept = (as_released or group)[0]
    for index in group:
        if index != kept:
            match.names[index] = OUT if index in as_released else OWN
    if part.role in LOCKED:
        notes.add("cells of the assignment were there twice; they come from the assignment anyway", name)


def _same_answer(match: Match, name: str, group: list[int], notes: Notes) -> None:
    kind = match.outline.part(name).cell_type
    distinct = list({key(match.cells[i].source, kind): i for i in reversed(group)}.values())[::-1]
    touched = [i for i in distinct if not is_stub(match.cells[i].source, name, match.outline)] or distinct[:1]
    for index in group:
        match.names[index] = OUT
    if len(touched) == 1:
        match.names[touched[0]] = name
        notes.add("answers were there twice with the same content; one was kept" if len(distinct) == 1 else
                  "answers were there twice, once as released; the answered one was taken", name)
        return
    for index in touched:
        match.names[index] = OWN
    main = _pieces(match, name, touched)
    if main is None:
        match.names[touched[0]] = name
        match.doubts[name] = f'cell "{name}" is there {len(touched)} times with different content'
    else:
        match.names[main] = name
        notes.add("answers were there twice, but only one copy defines what is asked; that one was taken", name)


def _pieces(match: Match, name: str, group: list[int]) -> int | None:
    """Of several cells with one name, the one that defines most of the answer, if no two define the same of it."""
    wanted = match.outline.names.get(name, frozenset())
    found = {i: names.defined(match.cells[i].source) & wanted for i in group}
    total = frozenset().union(*found.values())
    if not total or sum(map(len, found.values())) > len(total):
        return None
    return max(group, key=lambda i: len(found[i]))


def _by_text(match: Match) -> None:
    """Unknown cells whose text is as released, in the source's order: the longest common run of cells."""
    parts = match.outline.source.cells
    taken = {name for name in match.names if name}
    # Without regard to types: a cell that was toggled is the same cell.
    ours = [(part.id,) if part.id in taken else ("", key(match.outline.released[part.id], "markdown")) for part in parts]
    theirs = [(name,) if name else ("", key(cell.source, "markdown")) for cell, name in zip(match.cells, match.names, strict=True)]
    blocks = difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks()
    for start, place, length in blocks:
        for step in range(length):
            if match.names[start + step] == OWN and parts[place + step].id not in taken and theirs[start + step][1:] != ("",):
                match.names[start + step] = parts[place + step].id


def _by_names(match: Match, notes: Notes) -> None:
    """Answers in cells without a name: the one cell that defines what the question asks for.

    Also for an answer cell that is as released, where the answer stands before it or behind its tests. In the gap where
    the answer belongs, the cell may define more; elsewhere it must define exactly that.
    """
    outline = match.outline
    all_names = frozenset().union(*outline.names.values())
    for name, wanted in outline.names.items():
        index = match.index(name)
        if not wanted or name in match.doubts or (index is not None and not match.untouched(name)):
            continue
        found = _candidates(match, name, wanted, all_names)
        texts = {key(match.cells[i].source, "code") for i in found}
        if len(texts) != 1 or (index is not None and _counts_in_place(match, name, found[0])):
            continue
        for other in found[1:]:
            match.names[other] = OUT
        match.names[found[0]] = name
        if index is None:
            notes.add("answers without metadata were recognised by the names that they define", name)
        else:
            match.names[index] = OUT
            notes.add("answers stood in another cell, while their own was as released; they were put in its place", name)


def _candidates(match: Match, name: str, wanted: frozenset[str], all_names: frozenset[str]) -> list[int]:
    """The student's own cells that could be an answer; none where another cell defines something of it as well."""
    outline, place = match.outline, match.outline.places[name]
    around = match.around()
    found = []
    for index, cell in enumerate(match.cells):
        known = match.names[index]
        if known is OUT or known == name or (known == OWN and is_stub(cell.source, name, outline)):
            continue
        if known and outline.part(known).role in LOCKED:
            continue
        defined = names.defined(cell.source) if cell.cell_type == "code" or known == OWN else frozenset()
        if not defined & wanted:
            continue
        before, behind = around[index]
        near = before <= place <= behind
        fits = wanted <= defined and not defined & (all_names - wanted)
        if known or not fits or not (near or names.made(cell.source) == wanted):
            return []
        found.append(index)
    return found


def _counts_in_place(match: Match, name: str, index: int) -> bool:
    """Whether a cell of the student's own runs between an answer cell and its first test: then it counts there anyway."""
    before, _ = match.around()[index]
    return match.outline.places[name] <= before < match.outline.first_test[name]


def _by_place(match: Match, notes: Notes) -> None:
    """What only its place can tell: one unknown cell of the right kind where one answer is missing."""
    outline = match.outline
    missing = [part for part in outline.source.cells if part.role in STUDENTS and part.id not in match.names]
    chosen: dict[str, int] = {}
    gaps = {i: gap for i, gap in enumerate(match.around()) if match.names[i] == OWN and match.cells[i].source.strip()}
    for part in missing:
        place = outline.places[part.id]
        here = [i for i, (before, behind) in gaps.items() if before < place < behind
                and match.cells[i].cell_type == part.cell_type]
        rivals = [other for other in missing if other.cell_type == part.cell_type
                  and any(gaps[i][0] < outline.places[other.id] < gaps[i][1] for i in here)]
        if len(here) != 1 or len(rivals) != 1:
            continue
        wanted = outline.names.get(part.id, frozenset())
        before, behind = gaps[here[0]]
        if not wanted and not 0 <= place - 1 == before and not place + 1 == behind < len(outline.places):
            continue  # a place without a known neighbour is none
        text = match.cells[here[0]].source
        # A cell that is no Python but speaks of the name is the answer, broken; one that does not is something else.
        if wanted and not (not names.is_python(text) and wanted <= names.words(text)):
            continue
        chosen[part.id] = here[0]
    for name, index in chosen.items():
        match.names[index] = name
        notes.add("answers without metadata were recognised by their place", name)

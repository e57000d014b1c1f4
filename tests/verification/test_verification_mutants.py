"""The mutants of a question, and the list of those that are right answers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.verification import mutants
from autograder.verification.mutants import Question

Build = Callable[..., Course]


def by_name(course: Course) -> dict[str, Question]:
    return {question.id: question for question in mutants.questions(course, "coins")}


def test_a_helpers_mutants_are_those_of_every_question_that_uses_it(build: Build) -> None:
    """`_heads` and the constant that it uses are changed for `update` and for `mean`, whose reference calls `update`."""
    found = by_name(build())

    assert {m.function for m in found["update"].mutants} == {"update", "_heads", "_ONE"}
    assert {m.function for m in found["mean"].mutants} == {"mean", "update", "_heads", "_ONE", "_TINY"}
    assert {m.function for m in found["answer_terms"].mutants} == {"answer_terms"}
    assert {m.question for m in found["mean"].mutants} == {"mean"}


def test_answers_stand_alone(build: Build) -> None:
    """The unchanged answer runs without its module, and a mutant differs from it in one line."""
    question = by_name(build())["mean"]
    space: dict = {}
    exec(question.answer, space)
    assert space["mean"](2, 6) == 0.25

    for mutant in question.mutants:
        changed = [(one, other) for one, other in zip(question.answer.split("\n"), mutant.answer.split("\n"), strict=True)
                   if one != other]
        assert [(one.strip(), other.strip()) for one, other in changed] == [(mutant.before, mutant.after)]


def test_lines_are_those_of_the_module(build: Build) -> None:
    """A mutant's line number leads to its line."""
    course = build()
    lines = (course.root / "solutions" / "coins.py").read_text(encoding="utf-8").split("\n")

    for question in by_name(course).values():
        for mutant in question.mutants:
            assert lines[mutant.line - 1].strip() == mutant.before
            assert mutant.fingerprint == mutants.fingerprint(lines[mutant.line - 1])


def entry(course: Course, **changes: object) -> str:
    mutant = by_name(course)["update"].mutants[0]
    values = dict(zip(("function", "operator", "fingerprint", "after"), mutant.key, strict=True)) | {"reason": "it rounds"}
    values |= changes
    return "[[equivalent]]\n" + "".join(f"{name} = {value!r}\n" for name, value in values.items() if value is not None)


def read(course: Course, text: str) -> tuple[mutants.Equivalent, ...]:
    path = mutants.equivalents_path(course, "coins")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return mutants.read_equivalents(path, [m for q in by_name(course).values() for m in q.mutants])


def test_without_a_list_nothing_is_equivalent(build: Build) -> None:
    """An assignment needs no equivalents.toml."""
    course = build()

    assert mutants.read_equivalents(mutants.equivalents_path(course, "coins"), []) == ()


def test_an_entry_covers_its_mutants(build: Build) -> None:
    """An entry holds for every question with that mutant, or for those that it names."""
    course = build()
    mutant = by_name(course)["update"].mutants[0]
    same = next(m for m in by_name(course)["mean"].mutants if m.key == mutant.key)

    everywhere, = read(course, entry(course))
    here, = read(course, entry(course, questions=["update"]))
    assert (everywhere.covers(mutant), everywhere.covers(same)) == (True, True)
    assert (here.covers(mutant), here.covers(same)) == (True, False)
    assert not any(everywhere.covers(m) for m in by_name(course)["update"].mutants[1:])


def test_entries_for_survivors_can_be_read_back(build: Build) -> None:
    """What is written for a survivor lacks its reason, and then is an entry that covers it."""
    course = build()
    all_of = by_name(course)["mean"].mutants
    text = "\n\n".join(mutants.entries_for(all_of))

    with pytest.raises(CourseError, match=r"reason = ''; an entry has the texts"):
        read(course, text)
    listed = read(course, text.replace('reason = ""', 'reason = "a test of the list"'))
    assert all(any(e.covers(m) for e in listed) for m in all_of)


@pytest.mark.parametrize(("changes", "rule"), [
    ({"reason": None}, "reason = None; an entry has the texts function, operator, fingerprint, after, reason"),
    ({"reason": "  "}, "reason = '  '"),
    ({"why": "x"}, "why is not known here"),
    ({"fingerprint": "0123456789ab"}, "matches no mutant: the line changed, or it is none"),
    ({"operator": "magic"}, "matches no mutant"),
    ({"questions": ["log_norm"]}, "matches no mutant of log_norm"),
    ({"questions": []}, "it is a list of answer cells, at least one"),
])
def test_a_wrong_entry_is_named(build: Build, changes: dict[str, object], rule: str) -> None:
    """The message of a wrong entry has the file, its place and the rule."""
    course = build()

    with pytest.raises(CourseError, match=re.escape(rule)) as caught:
        read(course, entry(course, **changes))
    assert "equivalents.toml: entry 1" in str(caught.value)


def test_other_wrong_lists(build: Build, tmp_path: Path) -> None:
    """What is no TOML, has other tables, or says something twice is refused."""
    course = build()

    with pytest.raises(CourseError, match="cannot be read"):
        read(course, "[[equivalent")
    with pytest.raises(CourseError, match="same is not known here"):
        read(course, "same = 1")
    with pytest.raises(CourseError, match="entry 2 is listed twice"):
        read(course, entry(course) + entry(course))

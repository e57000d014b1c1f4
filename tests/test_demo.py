"""The demo class: a course folder with students whose marks are known beforehand."""

import json
import shutil
from pathlib import Path

import pytest

from autograder import course, demo, notebook
from autograder.authoring import render
from autograder.course import Course
from autograder.errors import CourseError, SubmissionError
from autograder.judge import ingest
from autograder.model import Role
from autograder.verification import catalogue

ROOT = Path(__file__).parents[1]
ATTACKS = {"infinite-loop", "memory-grows", "exit-in-function", "patched-numpy", "shadowed-builtins", "always-equal"}


def copy_of_the_course(root: Path) -> Course:
    """Our own course without a release, as far as the demo class needs it."""
    for name in ("source", "solutions", "tests/corpus/bayes"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("course_config.py", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, root / name)
    return course.find(root)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Our own course, freshly released."""
    result = copy_of_the_course(tmp_path_factory.mktemp("course"))
    render.write_release(result, "bayes")
    return result


@pytest.fixture(scope="module")
def made(released: Course, tmp_path_factory: pytest.TempPathFactory) -> demo.DemoClass:
    return demo.make_class(released, tmp_path_factory.mktemp("demo") / "class")


def submission(made: demo.DemoClass, student: str) -> Path:
    return made.root / "submitted" / student / made.assignment / "bayes.ipynb"


def test_forty_students(made: demo.DemoClass) -> None:
    """The class has 40 students with names of their own, and each has handed in a file."""
    ids = [student.id for student in made.students]

    assert len(set(ids)) == 40
    assert ids == sorted(ids)
    assert sorted(path.name for path in (made.root / "submitted").iterdir()) == ids
    assert all(submission(made, student).is_file() for student in ids)


def test_everyone_is_there(made: demo.DemoClass) -> None:
    """All kinds of students sit in a class of 40."""
    kinds = {student.id.split("-", 1)[1] for student in made.students}

    assert kinds >= {"loops", "numpy", "scipy", "float32", "key", "mixed", "chatty", "blank", "cut-off"}
    assert kinds >= ATTACKS
    assert sum(kind.startswith("slip-") for kind in kinds) == 16
    assert any(kind.startswith("slips-") for kind in kinds)
    assert any(kind.startswith("unfinished-") for kind in kinds)


def test_the_demo_is_a_course(made: demo.DemoClass) -> None:
    """The folder has all that grading needs, the same source included."""
    copied = course.find(made.root)

    assert copied.assignments == course.find(ROOT).assignments
    assert (made.root / "release" / "bayes" / "bayes.ipynb").is_file()
    assert (made.root / "manifests" / "default" / "bayes.json").is_file()
    assert (made.root / "solutions" / "bayes.py").is_file()


def test_expected_points(made: demo.DemoClass) -> None:
    """Right answers expect all points, a blank none, a slip all but its own, an unreadable file no score at all."""
    sources = course.find(made.root).source("bayes")
    worth = catalogue.points_by_test(sources)
    corpus = catalogue.load(ROOT / "tests" / "corpus" / "bayes", sources)
    by_kind = {student.id.split("-", 1)[1]: student for student in made.students}

    for kind in ("loops", "key", "mixed", "chatty"):
        assert by_kind[kind].points == worth
        assert by_kind[kind].by_hand
    assert by_kind["blank"].points == dict.fromkeys(worth, 0.0)
    assert by_kind["blank"].by_hand == ()
    assert by_kind["cut-off"].unreadable
    assert by_kind["cut-off"].points == {}
    for kind, student in by_kind.items():
        if kind.startswith("slip-"):
            slip = corpus.slips[kind.removeprefix("slip-").replace("-", "_")]
            assert student.points == catalogue.expected_points(sources, [slip])


def test_submissions_are_as_students_hand_them_in(made: demo.DemoClass) -> None:
    """Every readable file has the release's cells, with the student's text in solution cells only."""
    release = notebook.read(made.root / "release" / "bayes" / "bayes.ipynb")
    for student in made.students:
        if student.unreadable:
            continue
        node = notebook.read(submission(made, student.id))
        theirs = {cell.id: cell for cell in node.cells}
        for cell in release.cells:
            if notebook.role_of(cell) not in (Role.ANSWER, Role.WRITTEN):
                assert theirs[cell.id] == cell


def test_unfinished_work_is_as_released(made: demo.DemoClass) -> None:
    """Half a notebook has answers in front and released cells behind, which expect no points."""
    student = next(student for student in made.students if "-unfinished-" in student.id)
    done = int(student.id.rsplit("-", 1)[1])
    sources = course.find(made.root).source("bayes")
    tests = catalogue.tests_by_answer(sources)

    earned = [cell for cell in tests if any(student.points[test] for test in tests[cell])]

    assert earned == list(tests)[:done]


def test_the_cut_off_file_is_no_notebook(made: demo.DemoClass) -> None:
    """The file that ends in the middle cannot be read by anybody."""
    student = next(student for student in made.students if student.unreadable)
    data = submission(made, student.id).read_bytes()

    with pytest.raises(json.JSONDecodeError):
        json.loads(data)
    with pytest.raises(SubmissionError):
        ingest.parse(data)


def test_same_seed_same_bytes(released: Course, made: demo.DemoClass, tmp_path: Path) -> None:
    """The class is the same whenever it is made; another seed gives another one."""
    again = demo.make_class(released, tmp_path / "again")
    other = demo.make_class(released, tmp_path / "other", seed=1)

    assert again.students == made.students
    for student in made.students:
        assert submission(again, student.id).read_bytes() == submission(made, student.id).read_bytes()
    assert other.students != made.students


def test_larger_classes_have_other_combinations(released: Course, tmp_path: Path) -> None:
    """A class of 100 repeats the kinds, and its slips are not those of the first 40."""
    large = demo.make_class(released, tmp_path / "large", size=100)

    assert len({student.id for student in large.students}) == 100
    assert large.students[0].id == "s001-loops"
    slips = [student.id.split("-", 1)[1] for student in large.students if "-slip-" in student.id]
    assert len(slips) == len(set(slips)) > 30


def test_a_class_without_attacks(released: Course, tmp_path: Path) -> None:
    """Without attacks the places of those who hang, exit or lie are taken by slips."""
    peaceful = demo.make_class(released, tmp_path / "peaceful", attacks=False)

    kinds = {student.id.split("-", 1)[1] for student in peaceful.students}
    assert not kinds & ATTACKS
    assert len(peaceful.students) == 40


def test_the_demo_keeps_off_the_gradebook(tmp_path: Path) -> None:
    """A course that names its database gets a demo course that does not."""
    mine = copy_of_the_course(tmp_path / "mine")
    with (mine.root / "course_config.py").open("a", encoding="utf-8") as config:
        config.write('\ndatabase = "sqlite:////nowhere/gradebook.db"\n')
    mine = course.find(mine.root)
    render.write_release(mine, "bayes")

    made = demo.make_class(mine, tmp_path / "class", size=1)

    assert course.find(made.root).settings.database == ""


def test_it_wants_a_release(tmp_path: Path) -> None:
    """Without a release nothing is made, and the message says what to run."""
    with pytest.raises(CourseError, match="run `course release bayes`"):
        demo.make_class(copy_of_the_course(tmp_path / "mine"), tmp_path / "class")
    assert not (tmp_path / "class").exists()


def test_it_wants_a_new_folder(released: Course, tmp_path: Path) -> None:
    """A folder with anything in it is left alone."""
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(CourseError, match="no demo of ours"):
        demo.make_class(released, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_an_older_demo_is_replaced(released: Course, tmp_path: Path) -> None:
    """A demo goes where one was; nothing of the older one is left, its grades neither."""
    demo.make_class(released, tmp_path / "class", size=3)
    (tmp_path / "class" / "gradebook.db").write_text("old", encoding="utf-8")

    demo.make_class(released, tmp_path / "class", size=2)

    assert not (tmp_path / "class" / "gradebook.db").exists()
    assert len(list((tmp_path / "class" / "submitted").iterdir())) == 2


def test_the_expectations_are_in_the_folder(made: demo.DemoClass) -> None:
    """`demo_class.json` says what the result of `make_class` says."""
    written = json.loads((made.root / demo.EXPECTED).read_text(encoding="utf-8"))

    assert [student["id"] for student in written] == [student.id for student in made.students]
    assert [student["points"] for student in written] == [student.points for student in made.students]


def test_it_wants_students(released: Course, tmp_path: Path) -> None:
    """A class of nobody is a mistake."""
    with pytest.raises(CourseError, match="size = 0"):
        demo.make_class(released, tmp_path / "class", size=0)

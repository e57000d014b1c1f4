"""`course edit`, `course tidy`."""

import os
import shlex
import subprocess
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from autograder.cli.console import DONE, PERSON, Root, app, err, out
from autograder.course import Course, find
from autograder.errors import CourseError

Assignment = Annotated[str, typer.Argument(help="A folder of source/.")]


@app.command(epilog="Example: course tidy bayes")
def tidy(
    assignment: Assignment,
    check: Annotated[bool, typer.Option("--check", help="Only say which notebooks are untidy.")] = False,
    root: Root = Path(),
) -> None:
    """After an edit in Jupyter: clear outputs, name the cells, write canonical JSON."""
    from autograder import notebook
    from autograder.authoring.tidy import tidied

    course = find(root)
    untidy = 0
    for path in _notebooks(course, assignment):
        text = notebook.dumps(tidied(notebook.read(path)))
        if text == path.read_text(encoding="utf-8"):
            continue
        untidy += 1
        if not check:
            _replace(path, text)
        out.print(f"{path} {'is untidy' if check else 'tidied'}", soft_wrap=True)
    if not untidy:
        out.print(f"source/{assignment} is tidy.")
    raise typer.Exit(_problems(course, assignment) if not check else PERSON if untidy else DONE)


@app.command(epilog="Example: course edit bayes   (EDITOR names the editor; --copy and --back do its two halves)")
def edit(
    assignment: Assignment,
    notebook: Annotated[str | None, typer.Option("--notebook", help="Which notebook, where there are several.")] = None,
    copy: Annotated[bool, typer.Option("--copy", help="Only make the copy in edits/.")] = False,
    back: Annotated[bool, typer.Option("--back", help="Only take the copy back.")] = False,
    root: Root = Path(),
) -> None:
    """Edit a source notebook as a Python file (percent format), and write it back."""
    from autograder.authoring import editing
    from autograder.gradebook.files import write_whole

    if copy and back:
        raise typer.BadParameter("say one of them", param_hint="--copy, --back")
    course = find(root)
    path = _one(course, assignment, notebook)
    file = course.root / editing.FOLDER / assignment / f"{path.stem}.py"
    if not file.is_file():
        if back:
            raise CourseError(f"{file} does not exist; make it with: course edit {assignment} --copy")
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, editing.copy_of(path).encode())
    elif not back:
        err.print(f"going on with the copy {file}", soft_wrap=True)
    if copy:
        out.print(f"{file}\nWhen it is edited: course edit {assignment} --back", soft_wrap=True)
        return
    if not back:
        _open(file)
    text = editing.notebook_of(file.read_text(encoding="utf-8"), path)
    if text != path.read_text(encoding="utf-8"):
        _replace(path, text)
        out.print(f"wrote {path}", soft_wrap=True)
    else:
        out.print("nothing changed")
    file.unlink()  # only now: until it is written back, the copy is the edit
    raise typer.Exit(_problems(course, assignment))


def _replace(path: Path, text: str) -> None:
    """The whole new source or the old one, with the rights that it had."""
    from autograder.gradebook.files import write_whole

    mode = path.stat().st_mode & 0o777
    write_whole(path, text.encode())
    path.chmod(mode)


def _notebooks(course: Course, assignment: str) -> list[Path]:
    return [source.path for source in course.source(assignment)]


def _one(course: Course, assignment: str, name: str | None) -> Path:
    paths = _notebooks(course, assignment)
    chosen = [path for path in paths if name in (None, path.stem)]
    if len(chosen) != 1:
        names = ", ".join(path.stem for path in paths)
        raise CourseError(f"source/{assignment} has the notebooks {names}; say which with --notebook.")
    return chosen[0]


def _open(file: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise CourseError(f"EDITOR is not set. The copy is {file}; edit it, then run the same command with --back.")
    ended = subprocess.run([*shlex.split(editor), str(file)], check=False).returncode
    if ended:
        raise CourseError(f"{editor} ended with {ended}. The copy {file} is kept; run the same command with --back to take it.")


def _problems(course: Course, assignment: str) -> int:
    from autograder.authoring import lint

    problems = lint.problems(course, assignment)
    for problem in problems:
        err.print(escape(problem), soft_wrap=True)
    return PERSON if problems else DONE

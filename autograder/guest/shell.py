"""The IPython shell that runs a student's cells, and what it collects: nbformat outputs, capped."""

import ast
import io
import os
import subprocess
import sys
import traceback
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type

FRAMES = 8  # of a traceback: a RecursionError has thousands, and IPython's own formatting of it takes seconds
MESSAGE = 4000  # characters of an exception's text
MEDIA = 2 * 2**20  # bytes of one picture
CUT = "\n[output cut here]\n"


class Outputs:
    """The outputs of the cell that runs now."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.room = 0
        self.media = 0

    def start(self, room: int) -> None:
        """Forget everything; the next cell may print `room` characters and show some pictures."""
        self.items, self.room, self.media = [], room, 4 * MEDIA

    def cut(self, text: str) -> str:
        """As much of `text` as there is room for; a chunk over the cap is cut, not dropped."""
        if len(text) <= self.room:
            self.room -= len(text)
            return text
        kept = text[: self.room] + CUT if self.room else ""
        self.room = 0
        return kept

    def stream(self, name: str, text: str) -> None:
        """What was printed."""
        text = self.cut(text)
        if not text:
            return
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def bundle(self, kind: str, data: Any, metadata: Any, count: int | None = None) -> None:
        """What was displayed: a MIME bundle of text and of pictures in base64."""
        kept: dict[str, str] = {}
        for mime, value in dict(data).items():
            if not isinstance(value, str):
                continue
            if mime.startswith("image/") and mime != "image/svg+xml":
                if len(value) <= min(MEDIA, self.media):
                    self.media -= len(value)
                    kept[mime] = str(value)
            else:
                kept[mime] = self.cut(str(value))
        item: dict[str, Any] = {"output_type": kind, "data": kept, "metadata": {}}
        if kind == "execute_result":
            item["execution_count"] = count
        self.items.append(item)

    def error(self, name: str, message: str, lines: list[str]) -> None:
        """An exception that ended the cell."""
        self.items.append({"output_type": "error", "ename": name, "evalue": message, "traceback": lines})


OUT = Outputs()


class Stream(io.TextIOBase):
    """Stands for sys.stdout or sys.stderr."""

    encoding = "utf-8"

    def __init__(self, name: str, number: int) -> None:
        self._name = name
        self._number = number

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Collect `text`."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        OUT.stream(self._name, str(text))
        return len(text)

    def fileno(self) -> int:
        """The descriptor that C code and children write to."""
        return self._number

    def isatty(self) -> bool:
        """Never."""
        return False


class _Hook(DisplayHook):  # type: ignore[misc]  # IPython has no types
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        OUT.bundle("execute_result", format_dict, md_dict or {}, self.prompt_count)

    def finish_displayhook(self) -> None:
        pass


class _Publisher(DisplayPublisher):  # type: ignore[misc]  # IPython has no types
    def publish(self, data: Any, metadata: Any = None, *args: Any, **options: Any) -> None:
        OUT.bundle("display_data", data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        OUT.items.clear()


def describe(error: BaseException) -> tuple[str, str]:
    """Name and text of an exception, cut; the text is the student's own code speaking."""
    try:
        message = str(error)
    except Exception:
        message = "(its message could not be made)"
    return type(error).__name__[:100], str(message)[:MESSAGE]


class _Transformers(TransformerManager):  # type: ignore[misc]  # IPython has no types
    """IPython's, but a text that is Python as it is keeps its tokens: to find magics it would be taken apart in Python.

    Every magic that stands for tokens (`%x`, `!x`, `x?`, `a = !x`) is a SyntaxError without IPython.
    """

    def __init__(self) -> None:
        super().__init__()
        self._own = list(self.token_transformers)

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        if self.token_transformers == self._own and _is_python("".join(lines)):
            return lines
        transformed: list[str] = super().do_token_transforms(lines)
        return transformed


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


class Shell(InteractiveShell):  # type: ignore[misc]  # IPython has no types
    """IPython without prompts, history and colours."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    failed: tuple[str, str] | None = None

    def should_run_async(self, raw_cell: str, *, transformed_cell: str | None = None, **options: Any) -> bool:
        """Whether the cell awaits; IPython compiles each cell to find out."""
        text = transformed_cell or ""
        if "await" not in text and "async" not in text:
            return False
        return bool(super().should_run_async(raw_cell, transformed_cell=transformed_cell, **options))

    def init_history(self) -> None:
        """History in memory only: no thread, no file."""
        from IPython.core.history import HistoryManager

        self.history_manager = HistoryManager(shell=self, parent=self, enabled=False)

    def enable_gui(self, gui: Any = None) -> None:
        """There is no screen and no event loop."""

    def system(self, cmd: str) -> None:
        """`!command`. IPython would open a terminal for it, and there is none; its output comes through our descriptors."""
        done = subprocess.run(self.var_expand(cmd, depth=1), shell=True, check=False)  # noqa: S602  # a student's own command
        self.user_ns["_exit_code"] = done.returncode

    system_piped = system_raw = system

    def ask_exit(self) -> None:
        """What exit() and quit() call."""
        raise SystemExit

    def showtraceback(self, *args: Any, **options: Any) -> None:
        """Collect the exception being handled, with the last frames only."""
        error = sys.exc_info()[1]
        if error is not None:
            self._collect(error)

    def showsyntaxerror(self, *args: Any, **options: Any) -> None:
        """Collect a SyntaxError."""
        error = sys.exc_info()[1]
        if error is not None:
            self._collect(error)

    def showindentationerror(self) -> None:
        """Collect an IndentationError."""
        self.showsyntaxerror()

    def _format_exception_for_storage(self, *args: Any, **options: Any) -> list[str]:
        """For a history that nobody reads IPython would format every frame: of a RecursionError for half a minute."""
        return []

    def _collect(self, error: BaseException) -> None:
        name, message = describe(error)
        self.failed = (name, message)
        frames = traceback.format_tb(error.__traceback__, limit=-FRAMES)
        lines = [line.rstrip("\n")[:2000] for line in frames if "IPython" not in line.split("\n", 1)[0]]
        OUT.error(name, message, [*lines, f"{name}: {message}"])


def create() -> Shell:
    """A warm shell with inline figures."""
    from traitlets.config import Config

    config = Config()
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    config.InlineBackend.print_figure_kwargs = {"bbox_inches": None}
    config.InlineBackend.figure_formats = {"png"}
    Shell.clear_instance()
    shell: Shell = Shell.instance(config=config)
    shell.input_transformer_manager = _Transformers()
    OUT.start(10_000)
    shell.enable_matplotlib("inline")
    shell.run_cell("import matplotlib.pyplot as _p; _p.plot([1, 2], label='a'); _p.legend(); _p.show(); del _p; 1 + 1")
    shell.run_cell("1 / 0")
    shell.reset(new_session=True)
    shell.user_module.__spec__ = None  # multiprocessing asks __main__ for it when it spawns
    shell.failed = None
    OUT.start(0)
    return shell


def run(shell: Shell, source: str, room: int, *, draw: bool = True) -> dict[str, Any]:
    """Execute one cell; its outputs and how it ended, as plain data. Without `draw` a figure is shown by its name only."""
    OUT.start(room)
    shell.display_formatter.formatters["image/png"].enabled = draw
    shell.failed = None
    sys.stdout, sys.stderr = Stream("stdout", 1), Stream("stderr", 2)
    try:
        shell.run_cell(source, store_history=True)
    except SystemExit:
        shell.failed = ("SystemExit", "")
    for number, name in ((1, "stdout"), (2, "stderr")):
        OUT.stream(name, drain(number))
    return {"outputs": OUT.items, "failed": list(shell.failed) if shell.failed else None,
            "count": shell.execution_count - 1}


def drain(number: int) -> str:
    """What C code and children wrote to a descriptor that is a file in memory; it is emptied."""
    try:
        size = os.lseek(number, 0, os.SEEK_END)
        os.lseek(number, 0, os.SEEK_SET)
        data = os.read(number, min(size, 2**20))
        os.ftruncate(number, 0)
        os.lseek(number, 0, os.SEEK_SET)
    except OSError:
        return ""
    return data.decode("utf-8", "replace")

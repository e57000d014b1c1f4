"""What a test cell holds in place of the student's names: data as data, functions as callables that ask the runner."""

import builtins
import warnings
from typing import Any

from autograder.guest import codec
from autograder.sandbox.runner import Function, Missing, Opaque, Raised, Returned, Runner, Stopped, exception_of


class StudentFunction:
    """A student's function: called here, executed in the runner."""

    def __init__(self, name: str, function: Function, desk: "Desk") -> None:
        self.__name__ = name
        self.__student_handle__ = function.handle
        self._function, self._desk = function, desk

    def __call__(self, *args: Any, **options: Any) -> Any:
        """What the student's function returns or raises; its warnings are issued here.

        Raises:
            Exception: the built-in exception nearest to the student's, marked as theirs.
        """
        return self._desk.call(self.__name__, self._function, args, options)

    def __repr__(self) -> str:
        return f"<the student's {self.__name__}>"


class Desk:
    """Between one test cell and one runner: hands out names, remembers whether student data was seen."""

    def __init__(self, runner: Runner, place: str) -> None:
        self._runner, self._place = runner, place
        self.touched = False  # some value of the student's reached the test
        self.stopped: Stopped | None = None
        self.spent: Stopped | None = None  # the runner died after the mark was made, while a hint was looked for
        self.broken = ""  # an argument of the test's could not cross: the test's fault

    def names(self, wanted: tuple[str, ...]) -> dict[str, Any]:
        """The student's names for a test's namespace; those that do not exist are left out."""
        found: dict[str, Any] = {}
        for name in wanted:
            answer = self._runner.get(self._place, name)
            if isinstance(answer, Missing):
                continue
            if isinstance(answer, Opaque):
                self.touched = True
                found[name] = Unreadable(name, answer.message)
            elif isinstance(answer.value, Function):
                found[name] = StudentFunction(name, answer.value, self)
            else:
                self.touched = True
                found[name] = self._wrapped(name, answer.value)
        return found

    def call(self, name: str, function: Function, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """One call of a student's function."""
        if self.stopped is not None:
            raise self.stopped
        try:
            answer = self._runner.call(function, args, options)
        except Stopped as stopped:
            self.stopped = stopped
            raise
        except codec.CodecError as error:
            self.broken = f"an argument of {name} is not plain data: {error}"
            raise
        self.touched = True
        if isinstance(answer, Opaque):
            raise marked(TypeError(f"{name} returned something that is not plain data: {answer.message}"))
        for category, text in answer.warnings:
            kind = getattr(builtins, category, UserWarning)
            known = isinstance(kind, type) and issubclass(kind, Warning)
            warnings.warn(text, kind if known else UserWarning, stacklevel=3)
        if isinstance(answer, Raised):
            raise marked(exception_of(answer))
        assert isinstance(answer, Returned)
        return self._wrapped(name, answer.value)

    def _wrapped(self, name: str, value: Any) -> Any:
        if isinstance(value, Function):
            return StudentFunction(f"the function from {name}", value, self)
        if type(value) in (list, tuple):
            return type(value)(self._wrapped(name, item) for item in value)
        if type(value) is dict:
            return {key: self._wrapped(name, item) for key, item in value.items()}
        return value


class Unreadable:
    """A student's variable that is no plain data: using it is the student's mistake, told by its type."""

    def __init__(self, name: str, message: str) -> None:
        self.message = f"{name}: {message}"

    def __repr__(self) -> str:
        return f"<{self.message}>"


def marked(error: Exception) -> Exception:
    """The same exception, known as the student's."""
    error.of_student = True  # type: ignore[attr-defined]
    return error

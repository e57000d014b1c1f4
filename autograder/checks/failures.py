"""The one way in which a check fails."""


class CheckFailed(AssertionError):
    """A wrong answer. The message is for staff and quotes values; `hint` is for the student and gives none away."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

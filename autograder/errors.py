"""Every exception of the project, as one tree.

A student's mistake is never one of these: it is a value (`autograder.model.CellResult`) and gets a mark.

    AutograderError
      CourseError       the author must mend source/, solutions/ or course_config.py; nothing is graded
      SubmissionError   this one file cannot be read; the batch goes on and the file needs a person
      SandboxError      this machine, or the grader itself; the batch stops and grades nobody
"""


class AutograderError(Exception):
    """A fault that is not the student's. The message names the value, the rule and the next step."""


class CourseError(AutograderError):
    """The author must mend something in the course's own files."""


class SubmissionError(AutograderError):
    """One submission cannot be read; it needs a person, and the others are graded."""


class SandboxError(AutograderError):
    """This machine cannot run student code safely, or the grader itself failed."""

"""The engine inside `nbgrader autograde`, and so behind formgrader's button.

Two processes. nbgrader's own one (often a Jupyter server) reads no file of a student's, executes nothing and never
forks: `converter` takes the place of what nbgrader reads, runs and writes, and asks `handle` for each submission once.
The engine (`service`) is a process of its own, started at the first use and kept for the next: it holds the assignments'
tests and a warm sandbox, grades, and records as `course grade` does. It ends with the process that started it, and is
replaced when the course's files or settings change or when it has died.

A course whose `nbgrader_config.py` calls `configure_nbgrader` has all this. Any other course adds one line to its own:

    __import__("autograder.nbgrader_plugin").nbgrader_plugin.configure(get_config())
"""

from autograder.course import use_engine as configure
from autograder.nbgrader_plugin.converter import Engine, Reader

__all__ = ["Engine", "Reader", "configure"]

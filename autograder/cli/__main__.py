"""`python -m autograder.cli`, the same as `course`."""

from autograder.cli import main

main()

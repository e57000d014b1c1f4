"""The grader of Likelihood Lab: safe, fast and right for any nbgrader course."""

__version__ = "0.1.0"

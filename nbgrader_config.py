__import__("autograder.course").course.configure_nbgrader(get_config(), __file__)  # noqa: D100, F821

"""The settings of the course: the one place. Each name is explained in `docs/configuration.md`."""

course_id = "likelihood-lab"
title = "Likelihood Lab"
term = "default"
time_zone = "UTC"
assignments = {
    "sampling": {"title": "Distributions and sampling"},
    "likelihood": {"title": "Likelihood and log-likelihood"},
    "bayes": {"title": "Bayes' rule and conjugacy"},
}

answer_terms = {}
for key, value in [
    ("P(theta)", "prior"),
    ("P(D|theta)", "likelihood"),
    ("P(D)", "evidence"),
    ("P(theta|D)", "posterior"),
]:
    answer_terms[key] = value

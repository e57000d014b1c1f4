answer_terms = dict(zip(
    ["P(theta|D)", "P(D)", "P(D|theta)", "P(theta)"],
    ["posterior", "evidence", "likelihood", "prior"],
))

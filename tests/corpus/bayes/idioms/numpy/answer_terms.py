answer_terms = {
    "P(theta)": "prior",
    "P(D|theta)": "likelihood",
    "P(D)": "evidence",
    "P(theta|D)": "posterior",
}

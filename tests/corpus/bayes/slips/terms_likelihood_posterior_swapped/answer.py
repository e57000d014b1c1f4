answer_terms = {
    "P(theta)": "prior",
    "P(D|theta)": "posterior",
    "P(D)": "evidence",
    "P(theta|D)": "likelihood",
}

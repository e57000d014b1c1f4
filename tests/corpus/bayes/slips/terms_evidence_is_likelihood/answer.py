answer_terms = {
    "P(theta)": "prior",
    "P(D|theta)": "evidence",
    "P(D)": "likelihood",
    "P(theta|D)": "posterior",
}

answer_terms = {
    "P(theta)": "evidence",
    "P(D|theta)": "likelihood",
    "P(D)": "prior",
    "P(theta|D)": "posterior",
}

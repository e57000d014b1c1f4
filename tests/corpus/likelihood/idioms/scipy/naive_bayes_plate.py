naive_bayes_plate = {
    "nodes": {"share": "parameter", "spam": "observed", "word": "observed", "table": "parameter"},
    "edges": [("share", "spam"), ("spam", "word"), ("table", "word")],
    "plates": {"mails": ["spam", "word"], "words": ["word"]},
}

answer_why_logs = frozenset({"d", "b"}) | set()
answer_why_logs = {letter for letter in answer_why_logs}

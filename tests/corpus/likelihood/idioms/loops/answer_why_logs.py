answer_why_logs = set()
answer_why_logs.add("b")
answer_why_logs.add("d")

answer_why_logs = set()

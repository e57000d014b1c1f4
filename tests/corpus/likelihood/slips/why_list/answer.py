answer_why_logs = ["b", "d"]

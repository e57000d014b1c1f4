answer_why_logs = {"a", "b", "d"}

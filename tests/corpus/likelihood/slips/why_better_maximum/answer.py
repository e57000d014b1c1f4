answer_why_logs = {"b", "c", "d"}

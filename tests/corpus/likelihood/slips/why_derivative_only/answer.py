answer_why_logs = {"d"}

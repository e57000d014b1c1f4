answer_why_logs = {"B", "D"}

answer_why_logs = "bd"

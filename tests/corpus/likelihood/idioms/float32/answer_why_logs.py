answer_why_logs = {"a", "b", "c", "d", "e"} - {"a", "c", "e"}

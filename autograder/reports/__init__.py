"""What is handed out about grades: the feedback pages of students."""

"""What grading and the gradebook do together: grade and record, go on after an interruption, regrade."""

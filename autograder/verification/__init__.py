"""What proves the course's tests good: answers with known marks, mutants of right answers, and trying them."""

"""What proves the course's tests good: answers with known marks, and trying them."""

"""The record of grading: nbgrader's gradebook, scores as text, autograded notebooks."""

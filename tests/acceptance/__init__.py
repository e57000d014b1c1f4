"""Acceptance scripts: what the issues promise, shown with real parts."""

import os


def log_evidence(a, b, flips):
    os.kill(os.getpid(), 9)

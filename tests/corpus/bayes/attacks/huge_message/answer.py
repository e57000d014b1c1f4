def joint_table(prior, conditional):
    raise ValueError("prior conditional " * 1_700_000)

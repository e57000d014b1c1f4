def joint_table(prior, conditional)
    return {"joint": prior * conditional

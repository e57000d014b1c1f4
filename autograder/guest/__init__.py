"""Everything that runs inside the jail. It imports nothing of ours from outside this folder, which is mounted alone."""

"""What the screen leaves behind: pictures and tables. Never over something else."""

"""What opens above the board. Each screen returns a line of the command list, or nothing."""

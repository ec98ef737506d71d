"""A run without a screen: its rows, the files they are written to, and its drawings."""

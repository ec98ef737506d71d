"""People: everything on a screen or a command line."""

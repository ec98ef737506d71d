"""People: everything on a screen or a command line."""

__version__ = "0.1.0"

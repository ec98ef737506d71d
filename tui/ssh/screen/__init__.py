"""Apps whose terminals are at the other ends of connections."""

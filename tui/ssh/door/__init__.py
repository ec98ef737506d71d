"""A connection: who may come in, what is taken from them, and what is written down of it."""

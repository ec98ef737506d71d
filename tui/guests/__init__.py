"""Strangers, whatever door they come through: what they may do, what they see, and how many there may be."""

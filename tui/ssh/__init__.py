"""Serving the app to whoever types `ssh`: each visitor their own, and nothing else of the machine."""

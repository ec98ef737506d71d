"""The one screen that is always there: neurons, charts, time line, keys. Lines of text first, a widget last."""

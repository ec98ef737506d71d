"""Numbers to lines of text: scales, curves, and plotext. No Textual."""

"""Numbers to lines of text: scales, curves, plotext, and the characters a terminal can show. No Textual, no session."""

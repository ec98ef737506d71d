"""sigmascope as a Textual app, in this terminal or on a stage without one."""

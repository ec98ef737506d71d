"""``python -m sigmascope``: the same as the command ``sigmascope``."""

import sys

from sigmascope.tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

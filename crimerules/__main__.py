"""``python -m crimerules`` does what the command ``crimerules`` does."""

import sys

from crimerules.cli import main

if __name__ == "__main__":
    sys.exit(main())

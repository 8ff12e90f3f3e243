"""onrecord: every reported crime on record, and proof of it."""

import os

# Workbooks are read by the parser that refuses entities which grow; where lxml is installed, openpyxl would take that, which doesn't.
os.environ.setdefault("OPENPYXL_LXML", "False")

__version__ = "0.1.0"

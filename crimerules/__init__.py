"""The Crime Recording Rules of England and Wales as code: dated, cited, standard library only.

``decide(Case.from_dict(facts))`` says which crimes to record, how many, where, and why.
"""

from crimerules.case import Case
from crimerules.deciding import NoDate, decide
from crimerules.decision import Decision
from crimerules.reading import CaseError

__all__ = ["Case", "CaseError", "Decision", "NoDate", "decide"]

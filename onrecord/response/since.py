"""What the register says otherwise than a published version: recommendations reworded, deadlines moved, closed, added."""

from dataclasses import dataclass
from datetime import date

from onrecord.documents.side_by_side import Pair, side_by_side
from onrecord.improvement.queries import recommendations
from onrecord.response.models import Edition


@dataclass(frozen=True)
class Otherwise:
    """One recommendation. `pair`: its wordings where it was reworded; `moved`: its deadlines where that was moved."""

    label: str
    url: str
    pair: Pair | None
    moved: str
    words: str

    @property
    def caption(self) -> str:
        return f"{self.label}: reworded since"


def since(edition: Edition) -> list[Otherwise]:
    """In the order of the report; empty where the register says what was published."""
    published = {each["number"]: each for each in edition.facts["recommendations"]}
    found = []
    for row in recommendations(edition.response.inspection):
        was = published.get(row.number)
        if was is None:
            found.append(Otherwise(row.label, row.get_absolute_url(), None, "", "entered since"))
            continue
        due = row.due_on.isoformat() if row.due_on else None
        pair = side_by_side(was["text"], row.text) if was["text"] != row.text else None
        moved = f"{_day(was['due_on'])} to {_day(due)}" if was["due_on"] != due else ""
        words = "complete since" if row.closed_on and not was.get("closed_on") else ""
        if pair or moved or words:
            found.append(Otherwise(row.label, row.get_absolute_url(), pair, moved, words))
    return found


def _day(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else "none"

"""A message on paper and as a text to read out: posters as PDF, and the briefing."""

from pathlib import Path

from django.template.loader import render_to_string

from onrecord.contact.force import force
from onrecord.documents.pdf import make_pdf
from onrecord.training.cards import QuestionCard, deck
from onrecord.training.message_models import Message
from onrecord.training.topics import topic_of_aim, topic_of_rule

STYLE = Path(__file__).parent / "static" / "training" / "poster.css"
# The letters grow with the sheet: A3 is A4 times the square root of two.
PAPER = {"a4": 16.0, "a3": 22.6}

# So many letters fill a sheet at full size, those of the headline three times; more are written smaller, on one sheet still.
_AT_FULL_SIZE = 400


def foot() -> str:
    """Who speaks."""
    return f"{force().name} · Crime recording"


def poster(message: Message, paper: str) -> bytes:
    """The poster as PDF on this paper (a key of PAPER). Raises NoPdf where no PDF can be made."""
    text = render_to_string("training/poster.html", {"message": message, "foot": foot()})
    letters = 3 * len(message.headline) + len(message.wrong) + len(message.do)
    size = PAPER[paper] * min(1.0, (_AT_FULL_SIZE / letters) ** 0.5)
    page = f"@page {{ size: {paper.upper()}; }} html {{ font-size: {size:.2f}pt; }}"
    return make_pdf(text, STYLE.read_text(encoding="utf-8"), page)


def question_for(message: Message) -> QuestionCard | None:
    """A card on what the message is about, to ask a team; always the same one for a message."""
    topic = topic_of_aim(message.aim)
    fits = [card for card in deck().values() if topic and topic_of_rule(card.rule) == topic]
    return fits[(message.pk or 0) % len(fits)] if fits else None


def briefing(message: Message) -> str:
    """A minute's text for the start of a shift."""
    card = question_for(message)
    choices = card.shuffled(f"message {message.pk}") if card else []
    context = {"message": message, "card": card, "choices": choices, "foot": foot()}
    text = render_to_string("training/briefing.txt", context)
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"

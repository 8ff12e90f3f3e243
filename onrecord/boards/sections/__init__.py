"""The sections of a pack: each a function from what is asked to blocks of a document, by the codes of `codes.SECTIONS`."""

from collections.abc import Callable, Iterator, Mapping

from onrecord.boards.sections import (
    of_audits,
    of_cost,
    of_figures,
    of_hidden,
    of_messages,
    of_register,
    of_risks,
)
from onrecord.boards.sections.ask import Ask
from onrecord.documents.content import Block

Section = Callable[[Ask], Iterator[Block]]
WRITE: Mapping[str, Section] = {
    "since": of_register.since,
    "recommendations": of_register.recommendations,
    "late": of_register.late,
    "rates": of_figures.rates,
    "timeliness": of_figures.timeliness,
    "footprint": of_figures.footprint,
    "n100": of_figures.n100,
    "findings": of_figures.findings,
    "training": of_figures.training,
    "messages": of_messages.messages,
    "audits": of_audits.audits,
    "assurance": of_audits.assurance,
    "risks": of_risks.risks,
    "cost": of_cost.cost,
    "hidden-crimes": of_hidden.hidden,
}

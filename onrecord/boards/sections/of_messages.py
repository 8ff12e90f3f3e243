"""The section on messages to staff, and what changed after them."""

from collections.abc import Iterator
from datetime import timedelta

from onrecord.boards.sections.ask import Ask
from onrecord.documents.content import Block, Grid, Items, Words
from onrecord.training.measured import share_change
from onrecord.training.message_models import Campaign

BACK = timedelta(days=366)


def messages(ask: Ask) -> Iterator[Block]:
    """Campaigns of the last twelve months, each with the measured change."""
    rows = [
        each
        for each in Campaign.objects.select_related("message").order_by("starts", "id")
        if each.last_day >= ask.today - BACK
    ]
    if not rows:
        yield Words("No campaign ran in the last twelve months.")
        return
    yield Words(
        "Of each campaign the share of findings that it is about, before its first day and since. A campaign is no trial: what else "
        "changed meanwhile isn't taken out."
    )
    yield Grid(
        "Campaigns",
        ("Campaign", "For", "From", "To"),
        tuple(
            (
                each.name,
                ", ".join(each.departments) or "all departments",
                f"{each.starts:%d/%m/%Y}",
                f"{each.last_day:%d/%m/%Y}",
            )
            for each in rows
        ),
    )
    yield Items(tuple(f"{each.name}: {share_change(each).sentence}" for each in rows))

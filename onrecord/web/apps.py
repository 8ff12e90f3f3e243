import os
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from onrecord.contact.models import Log


class WebConfig(AppConfig):
    name = "onrecord.web"

    def ready(self) -> None:
        from onrecord.contact import after
        from onrecord.exchange.after import AFTER_IMPORT

        AFTER_IMPORT.append(after_import)
        after.register("suspects", after_log)


def after_log(log: "Log") -> None:
    """After a log kept here was closed or opened again, or crimes of a log changed: see whether it looks as if a crime was not recorded."""
    from onrecord.screening.actions import screen_logs

    screen_logs([log.pk])


def after_import(taken: object) -> None:
    """After an import: find the suspects anew, count once so that the first home page needn't, let the search read
    what came, and count the months that it touched so that no page of figures has to."""
    from onrecord.finding.index import catch_up
    from onrecord.measures.by_month.rollup import refresh
    from onrecord.screening.actions import screen_all
    from onrecord.web.figures import figures

    # An import has a program of its own (onrecord.exchange.background), so it may start others.
    screen_all(processes=os.cpu_count() or 1)
    figures()
    catch_up()
    refresh()

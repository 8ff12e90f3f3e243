"""Forms about logs: the filter above the list, opening a log, and everything that may be written in one."""

from onrecord.contact.forms.filter import LogFilterForm

__all__ = ["LogFilterForm"]

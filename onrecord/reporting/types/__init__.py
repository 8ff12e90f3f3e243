"""Types of report: what may be reported on line, what is asked in which words and order. What the registrar changes of it is
in `onrecord.reporting.editing`."""

"""What keeps junk from delaying a real report: limits, a sum that costs a flood its time, a field that only programs fill, and
the recognising of words that were sent before. Nothing here refuses a report: it gives doubts, and with doubts a report is
held back for a person, its clock running.

`onrecord.reporting.guard.gate` is what pages call; `repeats` is called by the one way in itself.
"""

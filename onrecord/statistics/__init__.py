"""Designs, allocation, draws, estimators and intervals. Pure: no Django, no I/O."""

"""A report comes in: the one way in, what presses in it, who hears of it."""

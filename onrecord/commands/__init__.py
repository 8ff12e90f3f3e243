"""The commands of the command line, by what they are for. Nothing of Django is imported before one asks for it."""

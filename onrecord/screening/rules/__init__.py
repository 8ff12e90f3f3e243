"""The readable rules: data files, the code that reads them and the engine that applies them. No Django here."""

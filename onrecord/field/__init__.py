"""The page for the street: works without signal, sends when it returns."""

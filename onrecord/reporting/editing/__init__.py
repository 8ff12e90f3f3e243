"""The registrar's pages of types of report: made, changed, tried, opened and closed."""

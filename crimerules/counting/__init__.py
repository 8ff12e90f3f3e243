"""How many crimes: counting units, offender groups, the principal crime, and what joins a record."""

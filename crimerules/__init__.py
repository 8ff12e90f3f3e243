"""The Crime Recording Rules of England and Wales as code: dated, cited, standard library only."""

"""The report of an audit on the page and as files, with the programs that work it out again."""

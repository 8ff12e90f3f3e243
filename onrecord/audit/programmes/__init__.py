"""What an audit is, as data: the programmes that ship (*.toml), and how one is read, checked and changed on the page."""

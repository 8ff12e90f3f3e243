"""Users, roles, permissions and the record of who looked at what."""

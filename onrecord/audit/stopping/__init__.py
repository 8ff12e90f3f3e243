"""An audit that may stop early, because its test has decided."""

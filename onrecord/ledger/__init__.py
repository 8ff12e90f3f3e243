"""What happened, in order, provably: an append-only Merkle log (RFC 6962)."""

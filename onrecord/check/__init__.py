"""`onrecord check`: from two exports to suspects, sample and rate, without a server."""

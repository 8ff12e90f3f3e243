"""After the reading: rates with their intervals, and the sentences that go with them."""

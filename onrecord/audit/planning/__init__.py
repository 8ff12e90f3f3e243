"""Before an audit: how many records, how many hours, how wide the interval will be."""

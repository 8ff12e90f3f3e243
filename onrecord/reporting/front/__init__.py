"""The pages on which the public reports: a draft under its address, one question a page, sending, the receipt."""

"""Which logs look as if they disclose a crime that nobody recorded, and why."""

"""Frame, sample, readings and estimate: what the force really records."""

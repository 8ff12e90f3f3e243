"""Reporting on line: what the public and partners report enters as a log, word for word, with its clock running."""

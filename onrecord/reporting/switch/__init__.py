"""Whether reporting on line is open."""

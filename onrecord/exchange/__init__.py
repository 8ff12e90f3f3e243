"""Files in and out: readers, saved maps, row errors, imports."""

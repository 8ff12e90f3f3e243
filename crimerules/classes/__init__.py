"""The crime classes, one module for each family; importing this package registers them all."""

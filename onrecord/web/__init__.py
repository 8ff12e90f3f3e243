"""Settings, base pages, components and style."""

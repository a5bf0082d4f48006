"""The compiled scenario, and how a file becomes one: names are positions, numbers parameters."""

"""``sim discover``: in which futures an option fails."""

"""``sim moves``: how often each move happens."""

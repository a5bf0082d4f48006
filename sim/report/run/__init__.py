"""``sim run``: the outcomes of one world."""

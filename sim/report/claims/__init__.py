"""``sim claims``: whether the model does what its text says."""

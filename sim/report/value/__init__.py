"""``sim value``: what would be worth finding out first."""

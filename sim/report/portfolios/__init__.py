"""``sim portfolios``: which combination, at what cost, and how sure."""

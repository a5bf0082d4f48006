"""``sim sensitivity``: on which numbers an outcome and the choice hang."""

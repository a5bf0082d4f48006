"""A scenario in tables, for people who do not read its file: what is in it, and from where."""

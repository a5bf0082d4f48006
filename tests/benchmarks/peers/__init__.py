"""The illness model on other engines, one file an engine.

Each has a function ``prepare(n, seed)``.  It returns a program, and that returns the share of ``n``
histories that are in each state after 30 years; only the program is timed.  Each is written the way
that the engine's own documentation recommends, where there is a choice the faster one.
"""

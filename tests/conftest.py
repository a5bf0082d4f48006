"""Settings for every test: properties are checked on the same examples each time."""

from hypothesis import settings

# No deadline: the first call of a compiled function takes seconds, the next microseconds.
settings.register_profile("sim", deadline=None, derandomize=True)
settings.load_profile("sim")

"""The rungs of an option, which in conditions and in histories is a ladder too.

Not in force yet, or never; in force; in force, but what it needs does not hold; over for good.
"""

OPTION_RUNGS = ("absent", "active", "suspended", "ended")
ABSENT, ACTIVE, SUSPENDED, ENDED = range(4)
N_OPTION_RUNGS = 4

"""The command line: one file a command; the only place that prints and exits.

`sim.cli.app` says what can be typed.  It imports the files of the commands only when one is run,
because numpy and numba take a second to import and ``sim --help`` should not.
"""

from sim.cli.app import main

__all__ = ["main"]

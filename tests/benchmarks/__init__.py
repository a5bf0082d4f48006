"""How fast the engine is, beside others on the same machine in the same minutes.

``python -m tests.benchmarks`` runs everything and prints the tables of
docs/explanation/benchmarks.md; ``--write`` puts them there.  Needs the extra ``bench``.
"""

"""``sim show`` and ``sim check``: the scenario itself."""

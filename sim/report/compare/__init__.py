"""``sim compare``: what each option changes."""

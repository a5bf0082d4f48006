"""What the numbers of a run say: one question a file, pure functions over arrays."""

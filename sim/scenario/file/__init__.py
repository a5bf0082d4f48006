"""YAML files: read, merged, with the place of every part."""

"""The version of the package, where whatever needs it finds it without importing the package."""

__version__ = "0.1.0"

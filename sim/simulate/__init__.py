"""From what is asked to results: requests, sizes, precision, claims, and their execution."""

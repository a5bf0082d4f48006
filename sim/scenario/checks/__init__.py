"""Whether what one part of a scenario says about another is true."""

"""Everything that numba compiles, with the arrays that it works on."""

"""Blocks of histories on threads, processes and other machines."""

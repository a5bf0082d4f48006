"""The engine: a model and a seed in, outcomes of every replication out."""

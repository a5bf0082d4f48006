"""The peers are imported where they are installed, and nowhere else."""

collect_ignore_glob = ["peers/*.py", "__main__.py"]

"""What a run leaves behind: numbers with named axes, and nothing that can run again."""

"""What a number in a scenario means, however it is written."""

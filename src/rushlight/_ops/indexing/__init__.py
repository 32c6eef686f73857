"""Elements chosen by indices and masks."""

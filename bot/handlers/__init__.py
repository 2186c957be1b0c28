"""What was said becomes one use case and a reply."""

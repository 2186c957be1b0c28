"""The outside world, one folder a library."""

"""The vault on this machine's disk."""

"""Rows to values and back; one transaction."""

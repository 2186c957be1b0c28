"""Porchlight: a neighborhood camera network that its neighbors can trust."""

__version__ = "0.1.0"

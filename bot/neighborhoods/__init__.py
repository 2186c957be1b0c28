"""Neighborhoods and the channels that belong to them."""

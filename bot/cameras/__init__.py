"""Cameras and who is in range of a place."""

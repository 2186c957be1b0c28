"""Persons, their accounts and reviewers."""

"""Tests of migrations change the shape of their database, so each gets a copy of its own."""

import pytest


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A migrated database that nobody uses afterwards."""
    return own_database_url

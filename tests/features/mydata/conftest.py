"""The neighborhood of the tests of reports, with whose data this room deals."""

from tests.features.incidents.conftest import corner  # noqa: F401

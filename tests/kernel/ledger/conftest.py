import pytest

from comity.kernel.ledger.identity import _identity


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    """Keys, and the memory of what was signed, in a folder of the test's own."""
    settings.DATA = tmp_path
    settings.NODE_NAME = "institute.example"
    _identity.cache_clear()
    yield
    _identity.cache_clear()

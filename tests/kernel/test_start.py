"""Starting is shown by `tests/cli/test_manage.py`, in processes of their own; here: that it can be done twice."""

import pytest

from comity.kernel.start import start_django, start_node


@pytest.mark.django_db
def test_starting_twice_does_no_harm():
    start_django()
    start_node()

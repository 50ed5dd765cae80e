import math

import pytest

from comity.base.errors import InputError
from comity.science.likelihood.arguments import row


def test_infinite_only_where_allowed_and_never_nan():
    assert row([1, math.inf], "same", finite=False).tolist() == [1, math.inf]
    with pytest.raises(InputError, match=r"same\[1\]"):
        row([1, math.inf], "same")
    with pytest.raises(InputError, match="missing"):
        row([math.nan], "same", finite=False)


@pytest.mark.parametrize("values", [[], [[1.0]], 3.0, ["x"], [None]])
def test_what_is_no_row(values):
    with pytest.raises(InputError):
        row(values, "same")

from comity.base.messages import message
from comity.science.statistics.outliers import nothing


def test_nothing_can_be_outlying_without_spread():
    test = nothing(0.0, 2.1, 0, 0.05, "Some test", "8.3", message("example", "All values are equal."))
    assert (test.outlying, test.p_value, test.alpha, test.clause) == (False, 1.0, 0.05, "8.3")
    assert str(test.degenerate) == "All values are equal."

import pytest

from comity.base.errors import InputError
from comity.science.linkage import Profile, tabulate


def profile(name="A", *, substance="amphetamine", method="GC 1", variables=("x", "y"), values=(1.0, 3.0), source=""):
    return Profile(name, substance, method, variables, values, source)


def test_variables_are_put_in_one_order():
    table = tabulate([profile(), profile("B", variables=("y", "x"), values=(5.0, 2.0))])
    assert table.values.tolist() == [[1, 3], [2, 5]]
    assert (table.row("B"), len(table), table.method) == (1, 2, "GC 1")


def test_different_methods_only_with_harmonisation():
    two = [profile(), profile("B", method="GC 2")]
    with pytest.raises(InputError, match="different methods"):
        tabulate(two)
    with pytest.raises(InputError, match="different methods"):
        tabulate(two, harmonisation="  ")
    assert tabulate(two, harmonisation="study H1").method == "GC 1 + GC 2"


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([profile("A")], "same name"),
        ([profile("B", substance="cocaine")], "different substances"),
        ([profile("B", variables=("x", "z"))], "different variables: y, z"),
    ],
)
def test_what_is_not_comparable(others, said):
    with pytest.raises(InputError, match=said):
        tabulate([profile(), *others])
    with pytest.raises(InputError, match="Between 1 and"):
        tabulate([])
    with pytest.raises(InputError, match="no profile"):
        tabulate([profile()]).row("Z")


@pytest.mark.parametrize(
    "change",
    [
        {"values": (1.0,)},
        {"values": (-1.0, 2.0)},
        {"values": (0.0, 0.0)},
        {"values": (float("nan"), 1.0)},
        {"values": (float("inf"), 1.0)},
        {"variables": ("x", "x")},
        {"variables": ("x",), "values": (1.0,)},
        {"method": ""},
        {"substance": ""},
        {"name": ""},
    ],
)
def test_what_is_no_profile(change):
    with pytest.raises(InputError):
        profile(**change)

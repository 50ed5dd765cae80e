import pytest

from comity.base.errors import InputError
from comity.domains.substances.profile_files import read_profiles
from comity.kernel.tables import read_table


def read(text):
    return read_profiles(read_table(text.encode(), "profiles.csv"))


def test_columns_and_variables():
    file = read("id;substance;method;source;v1;v2\nA;amphetamine;GC 1;b1;1,5;0\nB;amphetamine;GC 1;;2;3\n")
    first, second = file.profiles
    assert (first.values, first.variables, first.source) == ((1.5, 0.0), ("v1", "v2"), "b1")
    assert (second.source, second.method, file.faults) == ("", "GC 1", ())


def test_bad_rows_are_named_and_the_good_ones_kept():
    file = read("id,v1,v2\nA,1,2\nB,,2\nC,-1,2\nA,3,4\nD,0,0\nE,nan,1\n")
    assert [profile.identifier for profile in file.profiles] == ["A"]
    assert [fault.place.row for fault in file.faults] == [3, 4, 5, 6, 7]
    assert file.faults[0].place.column == "v1"
    assert file.profiles[0].substance == "not stated"


@pytest.mark.parametrize("text", ["v1,v2\n1,2\n", "id,v1\nA,1\n"])
def test_what_is_refused(text):
    with pytest.raises(InputError, match="column id and at least two"):
        read(text)

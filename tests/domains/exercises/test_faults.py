import pytest

from comity.base.messages import message
from comity.domains.exercises.faults import FaultList, FaultsError
from comity.kernel.tables import Place


def add(faults, row):
    faults.add("x", message("t", "Reason."), message("t", "Remedy."), place=Place("f", row=row), value="v")


def test_all_faults_are_raised_together_and_counted():
    faults = FaultList()
    faults.raise_if_any()
    add(faults, 2)
    add(faults, 3)
    with pytest.raises(FaultsError) as caught:
        faults.raise_if_any()
    text = str(caught.value)
    assert "f, row 2 [v]: Reason." in text
    assert "f, row 3 [v]: Reason." in text
    assert text.endswith("2 faults were found.")
    assert [fault["place"]["row"] for fault in caught.value.to_data()["faults"]] == [2, 3]
    assert caught.value.exit_code == 3


def test_their_number_is_bounded(monkeypatch):
    monkeypatch.setattr("comity.domains.exercises.faults.MAXIMUM_FAULTS", 3)
    faults = FaultList()
    for row in range(10):
        add(faults, row)
    assert len(faults.faults) == 3

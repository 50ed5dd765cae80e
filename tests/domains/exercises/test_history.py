import pytest

from comity.domains.exercises.evaluation import PastScore
from comity.domains.exercises.faults import FaultsError
from comity.domains.exercises.history import read_history

HEADER = "round,date,laboratory,measurand,z,zeta\n"


def test_scores_are_read_with_and_without_zeta():
    text = HEADER + "2025/1,2025-03-30,L1,cocaine,-0.4,\n2025/2,2025-09-30,L1,cocaine,\u22121.2,\u22121.0\n"
    assert read_history(text.encode(), "h.csv") == (
        PastScore("2025/1", "2025-03-30", "L1", "cocaine", -0.4),
        PastScore("2025/2", "2025-09-30", "L1", "cocaine", -1.2, -1.0),
    )
    assert read_history(b"round,date,laboratory,measurand,z\na,2025-01-01,L,m,1\n", "h.csv")[0].zeta is None


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("2025/1,30.3.2025,L1,cocaine,1,", "date"),
        ("2025/1,2025-03-30,L1,cocaine,high,", "z"),
        ("2025/1,2025-03-30,L1,cocaine,1,high", "zeta"),
        ("2025/1,2025-03-30,,cocaine,1,", "laboratory"),
        (",2025-03-30,L1,cocaine,1,", "round"),
    ],
)
def test_faults_name_their_cell(line, column):
    with pytest.raises(FaultsError) as caught:
        read_history((HEADER + line).encode(), "h.csv")
    (fault,) = caught.value.faults
    assert (fault.place.file, fault.place.row, fault.place.column) == ("h.csv", 2, column)
    assert fault.remedy.render()


def test_missing_columns_are_named():
    with pytest.raises(FaultsError) as caught:
        read_history(b"round,date,laboratory,measurand\na,b,c,d\n", "h.csv")
    assert [fault.place.column for fault in caught.value.faults] == ["z"]

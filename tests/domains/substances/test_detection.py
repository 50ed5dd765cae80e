import json

import pytest

from comity.base.errors import InputError
from comity.domains.substances.detection import Settings, detect
from comity.domains.substances.series_files import read_series
from comity.kernel.tables import read_table
from tests.science.trends.invented import weekly


def invented(extra=""):
    counts = weekly(5, 313).tolist()
    counts[312] = 21
    rows = "".join(f"{number + 1},{count}\n" for number, count in enumerate(counts))
    return read_series(read_table(f"week,count\n{rows}{extra}".encode(), "series.csv"))


def test_plain_data_without_nan():
    result = detect(invented(), Settings(first="300", discovery_rate=0.05))
    json.dumps(result, allow_nan=False)
    [series] = result["series"]
    assert len(series["points"]) == 14
    last = series["points"][-1]
    assert (last["date"], last["observed"], last["alarm"], last["discovered"]) == ("313", 21, True, True)
    assert last["expected"] < last["bound"] < 21
    assert last["adjusted_p"] >= last["p_value"]
    assert result["tests"] == 14
    assert result["parameters"]["alpha"] == 0.05


@pytest.mark.parametrize("method", ["farrington-flexible", "farrington", "ears-c1", "ears-c2", "ears-c3"])
def test_every_method_finds_the_planted_week(method):
    result = detect(invented(), Settings(method=method, first="313"))
    assert result["method"] == method
    assert result["series"][0]["points"][0]["alarm"] is (method != "ears-c3")  # C3 looks at the two weeks before


@pytest.mark.parametrize(
    ("how", "said"),
    [({"first": "999"}, "no period"), ({"first": "300", "last": "200"}, "ends before"), ({"years": 9}, "reach back")],
)
def test_what_is_refused(how, said):
    with pytest.raises(InputError, match=said):
        detect(invented(), Settings(**how))

import json

import pytest

from comity.domains.exercises.document import parse_document
from comity.domains.exercises.models import ReportFile, Score
from comity.domains.exercises.replay import replay
from comity.kernel import files
from tests.domains.exercises.closed import SLIPPED, close_round_of


@pytest.fixture
def closed(house):
    return close_round_of(house)


def test_an_evaluation_is_a_document_that_can_be_replayed(closed):
    run = closed.decided().evaluated(apart=True)
    assert (run.state, run.progress, run.error) == ("done", 100, None)
    document = parse_document(files.read(run.document_digest), "evaluation.json")
    assert replay(document).exact
    decided = [one["decisions"] for one in document["plan"]["evaluations"] if one.get("decisions")]
    assert decided[0][0]["laboratory"] == closed.code(SLIPPED)
    assert Score.objects.filter(run=run).count() == 36
    assert ReportFile.objects.filter(run=run, audience="laboratory").values("code").distinct().count() == 12
    assert closed.fresh().state == "evaluated"
    text = json.dumps(document)
    assert not any(party.name in text for party in closed.laboratories)

"""The demonstration makes its people and rounds through services, on the days on which it says they happened."""

import pytest

from comity.cli.demonstration import history
from comity.cli.demonstration.people import OWN, PEOPLE, cast
from comity.domains.exercises import services
from comity.domains.exercises.invented import invented_round
from comity.domains.exercises.models import Round, Score
from comity.kernel.accounts.models import User
from comity.kernel.audit.models import AuditEntry


@pytest.mark.django_db(transaction=True)
def test_people_and_an_earlier_round(monkeypatch, settings):
    settings.REPORT_FORMATS = ["csv"]
    monkeypatch.setattr(history, "PARTICIPANTS", 4)
    monkeypatch.setattr(history, "ROUNDS", ("2023/1",))
    people = cast("amber-basin-cedar-12")
    assert set(User.objects.values_list("email", flat=True)) == {person.email for person in PEOPLE}
    organiser = people.parties["secretariat"].pk
    scheme = services.create_scheme(people.actor("coordinator"), organiser, title="Invented")
    scores = invented_round().history
    assert list(history.make_history(people, scheme.pk, scores)) == ["2023/1"]
    made = Round.objects.get()
    assert (made.state, made.released_at.year) == ("released", 2023)
    told = {one.measurand: one.z for one in scores if one.laboratory == OWN and one.round == "2023/1"}
    found = Score.objects.filter(code__laboratory=people.own)
    assert {one.measurand: pytest.approx(one.value, abs=0.05) for one in found} == told
    assert AuditEntry.objects.filter(verb="release round").count() == 1


@pytest.mark.long
def test_two_nodes_exchange_a_round_and_the_proof_of_its_plan_holds(tmp_path, capfd):
    from comity.cli import demo_site

    demo_site._exchange_once(tmp_path, "en")
    said = capfd.readouterr().out
    assert (tmp_path / demo_site.BUNDLE).exists()
    assert "comity verify" in said
    assert "the same question brought the record" in said
    assert "The bundle is whole" in said
    assert "cosignatures of witnesses: 1" in said


def test_a_step_that_is_unknown_or_a_node_that_stops_ends_the_demonstration():
    import io
    from types import SimpleNamespace

    from comity.base.errors import MissingToolError
    from comity.cli.demonstration.across import answers
    from comity.cli.demonstration.pair import Node, carry

    with pytest.raises(KeyError):
        list(answers(iter(['{"step": "dance"}'])))
    silent = Node(SimpleNamespace(stdin=io.StringIO(), stdout=io.StringIO("")))
    with pytest.raises(MissingToolError):
        silent.do("begin", organiser=True)
    lines = ['{"origin": "a/log", "after": 0}', '{"page": {"items": [1]}}']
    giver = Node(SimpleNamespace(stdin=io.StringIO(), stdout=io.StringIO("\n".join(lines) + "\n")))
    lines = [
        '{"origin": "b/log", "after": 0}',
        '{"origin": "b/log", "after": 0}',
        '{"taken": 0, "refused": 1, "codes": ["x"]}',
    ]
    taker = Node(SimpleNamespace(stdin=io.StringIO(), stdout=io.StringIO("\n".join(lines) + "\n")))
    with pytest.raises(MissingToolError, match="refused: x"):
        carry(giver, taker)


@pytest.mark.django_db(transaction=True)
def test_substances_reports_and_spectra_are_there_once(monkeypatch, settings, tmp_path):
    from comity.cli.demonstration import materials, people, unknown
    from comity.domains.substances.models import Alert, LibrarySpectrum, Report, Substance

    settings.DATA = tmp_path
    monkeypatch.setattr(people, "LABORATORIES", 80)
    monkeypatch.setattr(materials, "REGISTERED", 8)
    monkeypatch.setattr(unknown, "RECORDS", 5)
    found = []
    cast = people.cast("amber-basin-cedar-12")
    for _ in range(2):
        materials.fill_materials(cast)
        found.append([model.objects.count() for model in (Substance, Report, LibrarySpectrum, Alert)])
    assert found[0] == found[1], "a second start adds nothing"
    assert all(found[0])
    assert found[0][2] == 10
    assert Report.objects.filter(reporter__isnull=False).exists()
    assert set(Alert.objects.values_list("state", flat=True)) == {"drafted"}


def test_an_answer_that_tells_too_much_ends_the_demonstration():
    from comity.base.errors import MissingToolError
    from comity.cli.demonstration.pair import exchange_unknown

    class Careless:
        origin = "a/log"

        def do(self, _step, **_given):
            return {"spectrum": "1", "code": "U-1", "hits": [{"disclosed": "record"}]}

    with pytest.raises(MissingToolError, match="answer"):
        exchange_unknown(Careless(), Careless())

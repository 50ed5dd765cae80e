from comity.base.messages import Message
from comity.kernel.handling.label import Evaluation, JudicialUse, Label, Onward, PermissibleActions, Scheme, Tlp
from comity.kernel.handling.words import describe
from tests.kernel.handling.worlds import NOW

A = "00000000-0000-0000-0000-00000000000a"


def words(label):
    return [str(one) for one in describe(label)]


def test_every_value_has_its_sentence():
    firsts = {words(Label(tlp, A))[0] for tlp in Tlp}
    assert len(firsts) == len(Tlp)
    for scale, field in (
        (Onward, "onward"),
        (JudicialUse, "judicial_use"),
        (PermissibleActions, "permissible_actions"),
    ):
        said = {tuple(words(Label("RED", A, **{field: value}))) for value in scale}
        assert len(said) == len(scale)
    assert all(isinstance(one, Message) and str(one).endswith(".") for one in describe(Label("RED", A)))


def test_all_of_a_label_is_said():
    label = Label(
        "GREEN",
        A,
        releasable_to=frozenset({"NL"}),
        not_releasable_to=frozenset({"FR"}),
        purposes=frozenset({"quality-assurance"}),
        expires=NOW,
        evaluations=frozenset(
            {Evaluation(Scheme.EUROPOL_4X4, "A", "1", ("H1",)), Evaluation(Scheme.ADMIRALTY, "B", "2")}
        ),
    )
    said = " ".join(words(label))
    assert "Only whoever stands on the release list" in said
    assert "One name on the label is denied" in said
    assert "quality-assurance" in said
    assert "2026-11-20T12:00:00Z" in said
    assert said.index("B2 (Admiralty)") < said.index("A1 H1 (Europol 4x4)")


def test_no_purpose_at_all_is_said_too():
    assert "–" in " ".join(words(Label("CLEAR", A, purposes=frozenset())))

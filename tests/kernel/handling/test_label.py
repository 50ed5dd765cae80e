from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from comity.base.errors import InputError
from comity.kernel.handling import label as labels
from comity.kernel.handling.label import (
    Evaluation,
    JudicialUse,
    Label,
    Onward,
    PermissibleActions,
    Scheme,
    Tlp,
    stricter,
)

A, B = ("00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b")


def test_a_label_is_frozen_and_puts_itself_into_one_form():
    made = Label("AMBER", A.upper(), not_releasable_to=frozenset({B.upper(), "NL"}))
    assert (made.tlp, made.originator, made.releasable_to) == (Tlp.AMBER, A, {A})
    assert made.not_releasable_to == {B, "NL"}
    assert made.contributors == {A}
    with pytest.raises(FrozenInstanceError):
        made.tlp = Tlp.CLEAR


def test_only_amber_and_stricter_always_have_a_list():
    assert [Label(tlp, A).releasable_to for tlp in Tlp] == [None, None, {A}, {A}, {A}]
    assert Label("RED").releasable_to == frozenset()
    assert Label("GREEN", A, releasable_to=frozenset({B})).releasable_to == {A, B}


@pytest.mark.parametrize("name", ["17", "", "nl", "NLD", "network:1", "../x", A + "0", "1' OR '1'='1"])
def test_a_name_is_a_uuid_or_a_country_never_a_local_number(name):
    for wrong in (
        {"releasable_to": frozenset({name})},
        {"not_releasable_to": frozenset({name})},
        {"contributors": frozenset({name})},
    ):
        with pytest.raises(InputError):
            Label("AMBER", A, **wrong)
    if name:
        with pytest.raises(InputError):
            Label("AMBER", name)


def test_limits():
    many = frozenset(f"00000000-0000-0000-0000-{number:012d}" for number in range(labels.MOST_NAMES + 1))
    for wrong in (
        {"releasable_to": many},
        {"purposes": frozenset({"Two Words"})},
        {"purposes": frozenset(f"p{number}" for number in range(labels.MOST_PURPOSES + 1))},
        {"expires": datetime(2026, 1, 1)},  # noqa: DTZ001 - without a time zone on purpose
        {"unknown": frozenset({("x", '"' + "y" * labels.LONGEST_UNKNOWN + '"')})},
        {
            "evaluations": frozenset(
                Evaluation(Scheme.ADMIRALTY, "A", "1", (), "", date(2026, 1, n)) for n in range(1, 22)
            )
        },
    ):
        with pytest.raises(InputError):
            Label("AMBER", A, **wrong)
    with pytest.raises(ValueError, match="PINK"):
        Label("PINK")


def test_expiry_is_kept_in_utc():
    there = datetime(2026, 1, 1, 2, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert Label("CLEAR", expires=there).expires == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scheme", "codes"),
    [(Scheme.ADMIRALTY, "B2"), (Scheme.ADMIRALTY, "F6"), (Scheme.EUROPOL_4X4, "X4"), (Scheme.UK_3X5X2, "3E")],
)
def test_codes_are_kept_as_they_are(scheme, codes):
    kept = Evaluation(scheme, *codes)
    assert kept.source + kept.information == codes


@pytest.mark.parametrize(
    ("scheme", "codes", "handling"),
    [
        (Scheme.ADMIRALTY, "G1", ()),
        (Scheme.ADMIRALTY, "A7", ()),
        (Scheme.EUROPOL_4X4, "D1", ()),
        (Scheme.UK_3X5X2, "A1", ()),
        (Scheme.ADMIRALTY, "A1", ("H1",)),
        (Scheme.EUROPOL_4X4, "A1", ("P",)),
    ],
)
def test_a_code_belongs_to_its_scheme(scheme, codes, handling):
    with pytest.raises(InputError):
        Evaluation(scheme, *codes, handling)


def test_handling_codes_combine():
    assert Evaluation(Scheme.EUROPOL_4X4, "A", "1", ("H2", "H1", "H1"), A.upper()).handling == ("H1", "H2")
    with pytest.raises(InputError):
        Evaluation(Scheme.EUROPOL_4X4, "", "1")


def test_scales_run_from_the_widest_to_the_narrowest():
    assert stricter(Tlp.AMBER, Tlp.AMBER_STRICT) is Tlp.AMBER_STRICT
    assert stricter(Onward.NONE, Onward.LISTED) is Onward.NONE
    assert stricter(JudicialUse.ALLOWED, JudicialUse.NOT) is JudicialUse.NOT
    assert stricter(PermissibleActions.CLEAR, PermissibleActions.AMBER) is PermissibleActions.AMBER

"""The register: identity from the structure, salts, shared CAS numbers, unknowns, names, control."""

from datetime import date

import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError
from comity.domains.substances import queries, services
from comity.domains.substances.models import Substance
from comity.domains.substances.values import ControlValues, SubstanceValues
from tests.domains.substances.cases import COCAINE, METHAMPHETAMINE_SALT


def test_identity_follows_from_the_structure(cocaine):
    assert cocaine.inchikey == "ZPUCINDJVBIVPJ-UHFFFAOYSA-N"
    assert cocaine.formula == "C17H21NO4"
    assert cocaine.exact_mass == pytest.approx(303.14706, abs=1e-4)


def test_a_salt_has_its_parent(keeper):
    salt = services.register_substance(keeper, METHAMPHETAMINE_SALT)
    assert salt.parent.inchikey == "MYWUZJCMWCOHBA-UHFFFAOYSA-N"
    assert salt.inchikey == "TWXDDNPPQUTEOV-UHFFFAOYSA-N"


def test_a_structure_stands_once(keeper, cocaine):
    with pytest.raises(ConflictError) as refused:
        services.register_substance(keeper, SubstanceValues("Another name", smiles=COCAINE.smiles))
    assert refused.value.code == "substance-known"


def test_two_structures_under_one_cas_are_told_apart_and_reported(keeper, cocaine):
    other = services.register_substance(keeper, SubstanceValues("Another", smiles="CCO", cas="50-36-2"))
    assert set(queries.shared_cas(keeper)) == {cocaine, other}
    with pytest.raises(ConflictError) as refused:
        services.register_substance(keeper, SubstanceValues("No structure", cas="50-36-2"))
    assert refused.value.code == "cas-known"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cas": "50-36-3"}, "cas-wrong"),
        ({"smiles": "C1CC"}, "smiles-wrong"),
        ({"smiles": "CCO", "inchikey": "ZPUCINDJVBIVPJ-UHFFFAOYSA-N"}, "inchikey-differs"),
        ({"name": " \x00 "}, "name-missing"),
    ],
)
def test_what_is_wrong_is_named(keeper, changes, code):
    with pytest.raises(InputError) as refused:
        services.register_substance(keeper, SubstanceValues(**{"name": "X", **changes}))
    assert refused.value.code == code
    assert not Substance.objects.exists()


def test_only_keepers_register_but_laboratories_name_unknowns(analyst):
    with pytest.raises(NotAllowedError):
        services.register_substance(analyst, COCAINE)
    made = services.register_unknown(analyst, "base peak 204")
    assert made.state == "provisional"
    assert made.name == made.provisional_code
    assert queries.unambiguous(analyst, made.provisional_code.lower()) == made


def test_a_renamed_substance_keeps_its_old_name_and_says_why(keeper, cocaine):
    services.rename_substance(keeper, cocaine.pk, "Benzoylmethylecgonine", "decided at the meeting")
    view = queries.substance(keeper, cocaine.pk)
    assert {one.name for one in view.names} == {"Cocaine", "Benzoylmethylecgonine"}
    assert [(one.what, one.before, one.reason) for one in view.changes] == [
        ("renamed", "Cocaine", "decided at the meeting")
    ]


def test_control_counts_by_day_and_country(keeper, cocaine):
    services.record_control_status(
        keeper, cocaine.pk, ControlValues("A law", "II", date(2020, 1, 1), "Gazette 1", "NL", date(2024, 1, 1))
    )
    on = lambda day, country: queries.controls_on(cocaine.pk, day, country).count()  # noqa: E731 - three short asks
    assert (on(date(2019, 12, 31), "NL"), on(date(2020, 1, 1), "NL"), on(date(2024, 1, 1), "NL")) == (0, 1, 0)
    assert on(date(2021, 1, 1), "GH") == 0


def test_a_control_status_needs_a_source(keeper, cocaine):
    with pytest.raises(InputError):
        services.record_control_status(keeper, cocaine.pk, ControlValues("A law", "II", date(2020, 1, 1), " "))


@pytest.mark.parametrize("typed", ["cocaine", "Kokain", "cocaína", "кокаин", "COCAÏNE"])
def test_other_spellings_suggest_it(analyst, cocaine, typed):
    assert [one.substance for one in queries.suggest(analyst, typed)] == [cocaine]


@pytest.mark.parametrize("typed", ["50-36-2", "C17H21NO4", "ZPUCINDJVBIVPJ", "ZPUCINDJVBIVPJ-UHFFFAOYSA-N"])
def test_identifiers_suggest_it(analyst, cocaine, typed):
    assert [one.substance for one in queries.suggest(analyst, typed)] == [cocaine]


def test_vague_text_never_decides(keeper, cocaine):
    services.add_name(keeper, cocaine.pk, "snow", kind="street")
    assert queries.suggest(keeper, "snow")[0].substance == cocaine
    for vague in ("snow", "Kokain", "50-36-2", "C17H21NO4", "cocain"):
        assert queries.unambiguous(keeper, vague) is None, vague
    assert queries.unambiguous(keeper, "COCAINE") == cocaine

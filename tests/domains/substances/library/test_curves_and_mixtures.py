"""Curves by correlation, mixtures by what they explain, and the family of what is not in the library."""

import io
import json

import numpy as np
import pytest

from comity.domains.substances import services as register
from comity.domains.substances.library import services
from comity.domains.substances.library.curves import search_curves
from comity.domains.substances.library.mixing import explain_mixture
from comity.domains.substances.library.searching import Found, search_library
from comity.domains.substances.models import LibrarySpectrum
from comity.kernel.accounts.roles import Role
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace
from tests.domains.substances.cases import COCAINE
from tests.domains.substances.library.conftest import clear, measured, only_own

pytestmark = pytest.mark.django_db
SEARCH = "/substances/search/"
AXIS = np.arange(600.0, 1800.0, 2.0)


def curve(place, technique="infrared", ordinate="absorbance", **known):
    bands = sum(np.exp(-(((AXIS - each) / 15) ** 2)) for each in (place, place + 260, place + 410))
    height = 10**-bands if ordinate == "transmittance" else bands
    return Trace(AXIS, height, technique, ordinate, **known)


def pasted(trace):
    return "\n".join(f"{x} {y}" for x, y in zip(trace.wavenumber, trace.height, strict=True))


@pytest.fixture
def curves(analyst):
    """Three open infrared curves, one of them in transmittance, and a Raman one."""
    label = clear(analyst)
    kept = [services.save_unknown(analyst, curve(place), label) for place in (700, 820)]
    kept.append(services.save_unknown(analyst, curve(940, ordinate="transmittance"), label))
    kept.append(services.save_unknown(analyst, curve(700, "raman", "intensity"), label))
    return kept


def test_a_curve_finds_its_like_of_the_same_technique(analyst, curves):
    found = search_curves(analyst, curve(820))
    assert (found.matches[0].row, found.library) == (curves[1], 3)
    assert found.matches[0].correlation == pytest.approx(1.0, abs=1e-6)
    assert found.matches[1].correlation < 0.9
    assert search_curves(analyst, curve(700, "raman", "intensity")).matches[0].row == curves[3]


def test_transmittance_finds_absorbance_and_the_other_way_round(analyst, curves):
    assert search_curves(analyst, curve(940)).matches[0].row == curves[2]
    found = search_curves(analyst, curve(700, ordinate="transmittance"))
    assert (found.matches[0].row, round(found.matches[0].correlation, 3)) == (curves[0], 1.0)


def test_a_hidden_curve_takes_no_part(analyst, neighbour, curves):
    before = search_curves(neighbour, curve(820))
    services.save_unknown(analyst, curve(821), only_own(analyst))
    assert search_curves(neighbour, curve(820)) == before
    assert search_curves(analyst, curve(820)).library == before.library + 1


@pytest.mark.parametrize("kind", ["infrared", "transmittance"])
def test_a_pasted_curve_is_searched_drawn_and_kept_by_page(analyst, browser_of, curves, kind):
    given = curve(820, ordinate="transmittance" if kind == "transmittance" else "absorbance")
    client, typed = browser_of(analyst), {"peaks": pasted(given), "technique": kind}
    answer = client.post(SEARCH, typed)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert curves[1].provisional_code in text
    assert "<svg" in text
    assert answer.context["form"].initial["technique"] == kind
    label = {"tlp": "CLEAR", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}
    kept = client.post(SEARCH + "save/", typed | label | {"keep": "yes"})
    assert kept.status_code == 302
    made = LibrarySpectrum.objects.order_by("-added_at", "-number").exclude(pk__in=[one.pk for one in curves]).get()
    assert (made.technique, made.ordinate) == ("infrared", given.ordinate)
    assert client.get(kept.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("peaks", "said"),
    [
        ("700 0.1\nseven 9", "Line 2"),
        ("700 0.1 3", "Line 1"),
        ("700 nan\n702 1", "not a finite"),
        ("-700 1\n702 1", "above zero"),
        ("700 0.1", ""),
    ],
)
def test_a_curve_that_cannot_be_read_names_the_line(analyst, browser_of, peaks, said):
    answer = browser_of(analyst).post(SEARCH, {"peaks": peaks, "technique": "infrared"})
    assert said in answer.content.decode()
    assert answer.status_code == (422 if said else 200)


def test_other_nodes_are_not_asked_about_a_curve(analyst, browser_of):
    answer = browser_of(analyst).post(SEARCH + "ask/", {"peaks": pasted(curve(820)), "technique": "raman"})
    assert answer.status_code == 422
    assert "not about curves" in answer.content.decode()


def send(browser_of, actor, path, data):
    return browser_of(actor).post(
        f"/api/v1/substances/spectra/{path}", json.dumps(data), content_type="application/json"
    )


def test_curves_by_program(analyst, browser_of, curves):
    points = [[float(x), float(y)] for x, y in zip(AXIS, curve(820).height, strict=True)]
    answer = send(browser_of, analyst, "curves/search", {"points": points, "ordinate": "absorbance"}).json()
    assert (answer["library"], answer["hits"][0]["spectrum"]["id"]) == (3, str(curves[1].pk))
    assert send(browser_of, analyst, "curves/search", {"points": [[1, 2], [3]]}).status_code == 422


def pairs(spectrum):
    return [[float(mz), float(height)] for mz, height in zip(spectrum.mz, spectrum.intensity, strict=True)]


def lines(spectrum):
    return "\n".join(f"{mz} {height}" for mz, height in pairs(spectrum))


VOLTS = ("30", "60", "90")


def pure(seed):
    random = np.random.Generator(np.random.PCG64(seed))
    mz = np.sort(np.round(random.uniform(60, 400, 8), 4))
    return {volts: Spectrum(mz, random.lognormal(0, 1, 8), "ms1", collision_energy=f"{volts} V") for volts in VOLTS}


def blend(shares):
    return {
        volts: Spectrum.from_peaks(
            [
                (mz, share * height / pure(seed)[volts].intensity.sum())
                for seed, share in shares.items()
                for mz, height in zip(pure(seed)[volts].mz, pure(seed)[volts].intensity, strict=True)
            ],
            technique="ms1",
            collision_energy=f"{volts} V",
        )
        for volts in VOLTS
    }


@pytest.fixture
def in_source(analyst):
    """Twelve pure substances at three voltages, each an entry of its own."""
    made = {}
    for seed in range(12):
        substance = register.register_unknown(analyst, f"invented {seed}")
        for one in pure(seed).values():
            row = services.save_unknown(analyst, one, clear(analyst))
            LibrarySpectrum.objects.filter(pk=row.pk).update(substance=substance)
        made[seed] = substance
    return made


def test_a_mixture_is_explained_by_its_parts(analyst, in_source):
    found = explain_mixture(analyst, blend({3: 0.6, 7: 0.3, 9: 0.1}))
    assert [one.row.standing for one in found.parts] == [in_source[3], in_source[7], in_source[9]]
    assert (found.library, found.voltages) == (12, VOLTS)
    assert found.explained == pytest.approx(1.0)
    assert found.parts[0].explained == pytest.approx(0.6, abs=0.05)
    partly = explain_mixture(analyst, blend({3: 0.5, 77: 0.5}))
    assert [one.row.standing for one in partly.parts] == [in_source[3]]
    assert partly.explained == pytest.approx(0.5, abs=0.05)


def test_hidden_substances_explain_nothing(analyst, neighbour, in_source):
    for one in pure(50).values():
        services.save_unknown(analyst, one, only_own(analyst))
    found = explain_mixture(neighbour, blend({3: 0.5, 50: 0.5}))
    assert (len(found.parts), found.library) == (1, 12)


def test_a_mixture_by_page_pasted_or_from_a_file(analyst, browser_of, in_source):
    client, page = browser_of(analyst), SEARCH + "mixture/"
    mixed = blend({3: 0.6, 7: 0.4})
    typed = {
        f"at_{volts}": "\n".join(f"{x} {y}" for x, y in zip(one.mz, one.intensity, strict=True))
        for volts, one in mixed.items()
    }
    answer = client.post(page, typed).content.decode()
    assert in_source[3].name in answer
    assert "Together they explain 100" in answer
    records = "".join(
        f"Name: mix\nCollision_energy: {volts} V\nSpectrum_type: MS1\nNum Peaks: {one.mz.size}\n"
        + "".join(f"{x} {y}\n" for x, y in zip(one.mz, one.intensity, strict=True))
        + "\n"
        for volts, one in mixed.items()
    )
    file = io.BytesIO(records.encode())
    file.name = "mix.msp"
    assert in_source[7].name in client.post(page, {"file": file}).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({}, "Choose a file"), ({"at_30": "50 nine"}, "nine"), ({"at_60": "50 9"}, "Nothing to compare")],
)
def test_what_a_mixture_lacks_is_said(analyst, browser_of, typed, said):
    answer = browser_of(analyst).post(SEARCH + "mixture/", typed)
    assert said in answer.content.decode()
    assert answer.status_code == (200 if said.startswith("Nothing") else 422)


def test_a_record_without_its_voltage_is_named(analyst, browser_of):
    file = io.BytesIO(b"Name: A\nNum Peaks: 1\n50 9\n\n")
    file.name = "mix.msp"
    answer = browser_of(analyst).post(SEARCH + "mixture/", {"file": file})
    assert (answer.status_code, "Record 1 does not say" in answer.content.decode()) == (422, True)


def test_mixtures_by_program(analyst, browser_of, in_source):
    spectra = {
        volts: [[float(x), float(y)] for x, y in zip(one.mz, one.intensity, strict=True)]
        for volts, one in blend({3: 0.7, 7: 0.3}).items()
    }
    answer = send(browser_of, analyst, "mixture", {"spectra": spectra}).json()
    assert [one["spectrum"]["substance"] for one in answer["parts"]] == [str(in_source[3].pk), str(in_source[7].pk)]
    assert answer["explained"] == pytest.approx(1.0)
    assert send(browser_of, analyst, "mixture", {"spectra": {"thirty": [[50, 9]]}}).status_code == 422


def test_what_is_not_there_has_the_family_of_the_register(house, analyst, browser_of, committed):
    """The nearest relative is an entry of the register: its structural group is said, whatever its file said."""
    keeper = house.actor("Olive", house.operator, Role.COORDINATOR)
    cocaine = register.register_substance(keeper, COCAINE)
    one = measured(4)
    with committed():
        row = services.save_unknown(analyst, one, clear(analyst))
    LibrarySpectrum.objects.filter(pk=row.pk).update(substance=cocaine)
    shifted = Spectrum.from_peaks(
        [
            (mz + (14.0157 if place > 6 else 0), height)
            for place, (mz, height) in enumerate(zip(one.mz, one.intensity, strict=True))
        ],
        precursor_mz=414.1157,
        precursor_type="[M+H]+",
    )
    found = search_library(analyst, shifted)
    assert isinstance(found, Found)
    assert found.absence is not None
    assert found.absence.probability >= 0.5
    assert (found.nearest, found.family) == (row, "tropane")
    typed = {"peaks": lines(shifted), "technique": "msms", "precursor_mz": "414.1157", "precursor_type": "[M+H]+"}
    text = browser_of(analyst).post(SEARCH, typed).content.decode()
    assert "Probably" in text
    assert "Most like <bdi>Cocaine</bdi>" in text
    assert cocaine.get_structural_group_display() in text.split("Family:", 1)[1][:60]
    answer = send(
        browser_of,
        analyst,
        "search",
        {
            "peaks": [list(map(float, pair)) for pair in zip(shifted.mz, shifted.intensity, strict=True)],
            "precursor_mz": 414.1157,
        },
    )
    assert (answer.json()["family"], answer.json()["nearest"]) == ("tropane", str(row.pk))

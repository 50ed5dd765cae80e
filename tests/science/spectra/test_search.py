from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.spectra.batches import search_all
from comity.science.spectra.calibration import FILE, exclusive, leads, model, shipped
from comity.science.spectra.candidates import ROWS
from comity.science.spectra.evidence import FEATURES
from comity.science.spectra.index.library import Index
from comity.science.spectra.index.scoring import MODES, Mode
from comity.science.spectra.mass_differences import difference_costs, likely_difference
from comity.science.spectra.search import Hits, search
from comity.science.spectra.shards import Shards, opened
from comity.science.spectra.similarity import match_factor, prepare, reverse_match_factor
from comity.science.spectra.spectrum import Spectrum
from tests.science.spectra.invented import POOL, electron_ionisation, product_ions

DIGEST = "c7c51b196064035a8a344654f27aa22c23bc332e6f95ee052b8814f259d7d59a"
PARENT = [(58.0651, 30), (91.0542, 100), (119.0855, 60), (133.1, 12), (105.0699, 20)]


def compound(
    name: str, peaks: list[tuple[float, float]], precursor: float, formula: str = "", **known: str
) -> Spectrum:
    return Spectrum.from_peaks(
        peaks, identifier=name, name=name, inchikey=(name * 14)[:14], precursor_mz=precursor, formula=formula,
        precursor_type="[M+H]+", polarity="positive", **known,
    )  # fmt: skip


def noise(count: int) -> list[Spectrum]:
    random = np.random.Generator(np.random.PCG64(11))
    return [product_ions(random, f"noise-{number}") for number in range(count)]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    isomer = [(mz, height * (1.02 if number % 2 else 1.0)) for number, (mz, height) in enumerate(PARENT)]
    library = [
        compound("parent", PARENT, 150.1277, "C10H15N", other=(("family", "amines"),)),  # type: ignore[arg-type]  # on purpose
        compound("isomer", isomer, 150.1277, "C10H15N"),
        compound("parent", PARENT[:4], 150.1277, "C10H15N", collision_energy="20"),
    ]
    return Index.build(tmp_path / "index", library + noise(60))


def test_isomers_that_the_scores_do_not_tell_apart_share_a_group(index: Index) -> None:
    found = search(index, compound("query", PARENT, 150.1277))
    assert {hit.record.name for hit in found.hits[:2]} == {"parent", "isomer"}
    assert {hit.near_tie for hit in found.hits[:2]} == {1}
    assert found.hits[0].matched_peaks == 5
    assert sum(hit.probability for hit in found.hits) <= 1 + 1e-9


def test_spectra_of_a_compound_are_one_hit(index: Index) -> None:
    hits = search(index, compound("query", PARENT, 150.1277), "open").hits
    assert len(hits) == len({hit.record.compound for hit in hits})
    parent = next(hit for hit in search(index, compound("query", PARENT, 150.1277)).hits if hit.record.name == "parent")
    assert parent.spectra == 2


def test_an_unknown_homologue_is_absent_with_family_and_difference(index: Index) -> None:
    shifted = [(mz + 14.01565 if mz < 60 or mz > 130 else mz, height) for mz, height in PARENT]
    found = search(index, compound("query", shifted, 164.14335))
    assert found.absence is not None
    assert found.absence.probability > 0.5
    nearest = found.absence.nearest
    assert nearest is not None
    assert nearest.record.name in ("parent", "isomer")
    assert str(nearest.difference) == "+CH2"


def test_without_a_precursor_fragments_alone_are_used_and_it_is_said(index: Index) -> None:
    bare = Spectrum.from_peaks(PARENT)
    for mode in ("identity", "neutral-loss", "hybrid"):
        found = search(index, bare, mode)
        assert found.without_mass
        assert found.hits[0].score == pytest.approx(1.0, abs=1e-5)


def test_the_other_polarity_is_left_out(index: Index) -> None:
    negative = Spectrum.from_peaks(PARENT, precursor_mz=150.1277, polarity="negative")
    assert all(hit.record.name not in ("parent", "isomer") for hit in search(index, negative).hits)


def test_the_other_polarity_of_a_molecule_is_found_by_its_mass(tmp_path: Path) -> None:
    library = [
        Spectrum.from_peaks(PARENT, name="parent", exact_mass=149.12045, precursor_mz=150.1277, polarity="positive")
    ]
    index = Index.build(tmp_path / "index", library)
    asked = Spectrum.from_peaks([(77.04, 1)], precursor_mz=148.1132, precursor_type="[M-H]-", polarity="negative")
    hit = search(index, asked).hits[0]
    assert (hit.record.name, hit.score, hit.matched_peaks) == ("parent", 0.0, 0)


def test_nothing_but_the_precursor_still_finds_its_compounds(index: Index) -> None:
    found = search(index, Spectrum.from_peaks([(150.1277, 10)], precursor_mz=150.1277, polarity="positive"))
    assert found.peaks == 0
    assert {hit.record.name for hit in found.hits} >= {"parent", "isomer"}
    assert all(hit.score == 0 for hit in found.hits)


def test_match_factors_equal_the_slow_ones(tmp_path: Path) -> None:
    random = np.random.Generator(np.random.PCG64(12))
    library = {f"ei-{number}": electron_ionisation(random, f"ei-{number}") for number in range(60)}
    index = Index.build(tmp_path / "index", library.values())
    for number in range(8):
        query = electron_ionisation(random)
        for hit in search(index, query, "identity", top=60).hits:
            slow = prepare(query), prepare(library[hit.record.identifier])
            assert hit.match_factor == pytest.approx(match_factor(*slow).score, rel=1e-5), number
            assert hit.reverse_match_factor == pytest.approx(reverse_match_factor(*slow).score, rel=1e-5)
            assert hit.score == pytest.approx(hit.match_factor / 999)


def test_shards_answer_as_one_index(tmp_path: Path) -> None:
    spectra = noise(90)
    whole = Index.build(tmp_path / "whole", spectra)
    for part in range(3):
        Index.build(tmp_path / str(part), spectra[part::3])
    shards = Shards.open([str(tmp_path / str(part)) for part in range(3)])
    for query in noise(95)[90:]:
        for mode in MODES:
            one, many = search(whole, query, mode), search(shards, query, mode)
            assert [(hit.record, hit.score, hit.matched_peaks) for hit in one.hits] == [
                (hit.record, hit.score, hit.matched_peaks) for hit in many.hits
            ]
            assert [hit.probability for hit in one.hits] == pytest.approx([hit.probability for hit in many.hits])


def test_shards_look_at_the_same_of_many_with_one_precursor(tmp_path: Path) -> None:
    """More than are looked at: the nearest in mass are, whichever shard has them."""
    random = np.random.Generator(np.random.PCG64(31))
    spectra = [
        Spectrum.from_peaks(
            [(mz, 1.0) for mz in random.choice(POOL, 3, replace=False)],
            identifier=f"{number}", precursor_mz=300.1 + 0.018 * float(random.random() - 0.5),
        )
        for number in range(ROWS + 60)
    ]  # fmt: skip
    whole = Index.build(tmp_path / "whole", spectra)
    for part in range(2):
        Index.build(tmp_path / str(part), spectra[part::2])
    shards = Shards.open([str(tmp_path / str(part)) for part in range(2)])
    asked = Spectrum.from_peaks([(POOL[10], 1), (POOL[200], 1)], precursor_mz=300.1)
    one, many = search(whole, asked, top=2 * ROWS), search(shards, asked, top=2 * ROWS)
    assert {hit.record.identifier for hit in one.hits} == {hit.record.identifier for hit in many.hits}
    assert ROWS <= len(one.hits) < len(spectra)
    assert told([one]) == told([many])


def told(answers: list[Hits | InputError] | list[Hits]) -> list[object]:
    """What answers say, without positions, which are counted otherwise in shards."""
    return [
        [(hit.record, hit.score, hit.matched_peaks, round(hit.probability, 9)) for hit in each.hits]
        if isinstance(each, Hits)
        else each.code
        for each in answers
    ]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("make", [product_ions, electron_ionisation])
def test_many_queries_at_once_get_the_answers_of_one_index(
    make: Callable[..., Spectrum], mode: Mode, tmp_path: Path
) -> None:
    random = np.random.Generator(np.random.PCG64(21))
    spectra = [make(random, f"noise-{number}") for number in range(70)]
    whole = Index.build(tmp_path / "whole", spectra[:60])
    for part in range(3):
        Index.build(tmp_path / str(part), spectra[part:60:3])
    shards = Shards.open([str(tmp_path / str(part)) for part in range(3)])
    bad = Spectrum.from_peaks([])
    found = search_all(shards, [*spectra[60:], bad, spectra[0]], mode, batch=4)
    alone = [search(whole, each, mode) for each in spectra[60:]]
    assert told(found[:10]) == told(alone)
    assert [each.absence is None for each in found[:10] if isinstance(each, Hits)] == [
        each.absence is None for each in alone
    ]
    assert isinstance(found[10], InputError)
    assert told(found[11:]) == told([search(whole, spectra[0], mode)])


def test_a_shard_is_opened_once_and_anew_when_it_has_grown(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", noise(5))
    first = opened(str(tmp_path / "index"))
    assert opened(str(tmp_path / "index")) is first
    index.add(noise(6)[5:])
    assert len(opened(str(tmp_path / "index"))) == 6


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_answers_as_one_index(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    spectra = noise(60)
    whole = Index.build(tmp_path / "whole", spectra)
    for part in range(2):
        Index.build(tmp_path / str(part), spectra[part::2])
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        cluster.get_client() as client,
    ):
        shards = Shards.open([str(tmp_path / str(part)) for part in range(2)], client=client)
        for query in noise(63)[60:]:
            assert [hit.record for hit in search(shards, query, "hybrid").hits] == [
                hit.record for hit in search(whole, query, "hybrid").hits
            ]
        stored = [f"file://{tmp_path / str(part)}" for part in range(2)]
        copied = Shards.open(stored, client=client, cache=str(tmp_path / "cache"))
        queries = noise(70)[60:]
        alone = told([search(whole, each, "hybrid") for each in queries])
        for source in (shards, copied):
            assert told(search_all(source, queries, "hybrid", batch=4)) == alone


def test_shards_in_an_object_store_are_copied(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    index = Index.build(tmp_path / "index", noise(10))
    store = fsspec.filesystem("memory")
    for path in index.folder.iterdir():
        if not path.name.startswith("."):
            store.put_file(str(path), f"/shard/{path.name}")
    shards = Shards.open(["memory://shard"], cache=str(tmp_path / "cache"))
    assert search(shards, noise(11)[10], "open").hits == search(index, noise(11)[10], "open").hits


def test_the_coefficients_are_those_that_were_measured() -> None:
    """The error rates in the docs hold for this file alone: with a new one measure anew, then change the digest."""
    content = resources.files("comity.science.spectra").joinpath(FILE).read_bytes()
    assert hashlib.sha256(content).hexdigest() == DIGEST


def test_the_coefficients_are_not_read_before_they_are_needed() -> None:
    code = (
        "import comity.science.spectra.search, comity.science.spectra.calibration as calibration;"
        "assert calibration.shipped.cache_info().currsize == 0"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_compound_of_the_library_comes_first_among_relatives(index: Index) -> None:
    for mode in ("hybrid", "neutral-loss"):
        hit = search(index, compound("query", PARENT[:4], 150.1277), mode).hits[0]
        assert hit.record.name in ("parent", "isomer")
        assert hit.probability >= 0.3


def test_retention_tells_isomers_apart(tmp_path: Path) -> None:
    peaks = [(58.0, 100), (91.0, 40), (134.0, 12), (149.0, 3)]
    spectra = [
        Spectrum.from_peaks(
            peaks, technique="ei", name=name, identifier=name, formula="C10H15N", inchikey=(name * 14)[:14],
            exact_mass=149.12, retention_index=index,
        )
        for name, index in (("early", 1180.0), ("late", 1230.0), ("unmeasured", None))
    ]  # fmt: skip
    library = Index.build(tmp_path / "index", spectra)
    for name, index in (("early", 1182.0), ("late", 1229.0)):
        asked = Spectrum.from_peaks(peaks, technique="ei", retention_index=index)
        found = search(library, asked)
        assert found.hits[0].record.name == name
        assert {hit.near_tie for hit in found.hits} == {1}
    bare = search(library, Spectrum.from_peaks(peaks, technique="ei"))
    assert len({round(hit.probability, 9) for hit in bare.hits}) == 1


@pytest.mark.parametrize("kind", ["msms", "ei"])
@pytest.mark.parametrize("mode", MODES)
def test_coefficients_fit_the_evidence_and_more_agreement_is_more_probable(kind: str, mode: str) -> None:
    fitted = model(kind, mode)  # type: ignore[arg-type]  # on purpose
    assert fitted.weight.size == fitted.mean.size == len(FEATURES)
    assert shipped().features == FEATURES
    assert fitted.slope > 0


def test_leads_and_exclusion() -> None:
    assert leads(np.array([2.0])).tolist() == [0.0]
    assert exclusive(np.array([0.9, 0.6])).sum() == pytest.approx(1.0)
    assert exclusive(np.array([0.2, 0.1])).tolist() == [0.2, 0.1]


@pytest.mark.parametrize(
    ("difference", "words"),
    [(14.01565, "+CH2"), (-14.01565, "−CH2"), (15.99491, "+O"), (33.96103, "+Cl −H"), (42.01057, "+C2H2O"), (0.0, "")],
)
def test_plain_differences_are_named(difference: float, words: str) -> None:
    assert str(likely_difference(difference)) == words


def test_a_difference_that_no_atoms_make_costs_most() -> None:
    assert difference_costs(np.array([0.0, 14.01565, 0.3])).tolist() == pytest.approx([0.0, 1.7, 15.0])

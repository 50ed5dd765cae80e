from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from comity.base.errors import ConflictError, InputError
from comity.science.spectra.index import files, library, scoring
from comity.science.spectra.index.columns import Record
from comity.science.spectra.index.library import Index
from comity.science.spectra.spectrum import Spectrum
from tests.science.spectra.invented import electron_ionisation, product_ions


def spectra(count: int, seed: int = 1) -> list[Spectrum]:
    random = np.random.Generator(np.random.PCG64(seed))
    return [
        (product_ions if number % 2 else electron_ionisation)(random, f"{seed}-{number}") for number in range(count)
    ]


def records(index: Index) -> dict[str, Record]:
    found = [index.record(position) for position in range(len(index))]
    return {record.identifier: record for record in found}


def test_records_come_back_as_they_were(tmp_path: Path) -> None:
    full = Spectrum.from_peaks(
        [(58.065, 9), (91.054, 6)], identifier="A", name="Ацетон ≈", inchikey="X" * 14, formula="C10H15N",
        licence="CC0",
        precursor_mz=150.1277, retention_index=1176.5, polarity="positive", other=(("Family", "invented"),),
    )  # fmt: skip
    index = Index.build(tmp_path / "index", [full, *spectra(3)])
    assert records(Index.open(tmp_path / "index"))["A"] == Record.of(full)
    assert records(index)["A"].family == "invented"
    assert records(index)["1-1"].exact_mass is None


def test_an_addition_is_on_disk_and_found_at_once(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", spectra(20))
    new = spectra(2, seed=2)
    index.add(new)
    again = Index.open(tmp_path / "index")
    assert len(again) == 22
    for spectrum in new:
        position, score, _ = scoring.score(again, scoring.ready(again, spectrum), "open").best(1)
        assert again.record(int(position[0])).identifier == spectrum.identifier
        assert score == pytest.approx([1.0], abs=1e-5)


def test_many_single_additions_stay_few_files(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", spectra(2))
    added = spectra(70, seed=3)
    for spectrum in added:
        index = index.add([spectrum])
    assert len(index) == 72
    assert len(index.segments) < 2 * library.SEGMENTS_OF_A_SIZE
    assert set(records(Index.open(index.folder))) == {each.identifier for each in spectra(2) + added}


def test_merging_changes_no_score(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", spectra(30)).add(spectra(11, seed=4)).add(spectra(5, seed=5))
    merged = index.merge()
    assert len(merged.segments) == 2
    assert not list(merged.verify())
    for mode in scoring.MODES:
        for query in spectra(6, seed=4):
            found = [named(each, query, mode) for each in (index, merged)]
            assert found[0].keys() == found[1].keys()
            assert list(found[0].values()) == pytest.approx([found[1][key] for key in found[0]], abs=1e-6)


def named(index: Index, spectrum: Spectrum, mode: scoring.Mode) -> dict[str, float]:
    positions, scores, _ = scoring.score(index, scoring.ready(index, spectrum), mode).dense()
    return {index.record(int(at)).identifier: float(score) for at, score in zip(positions, scores, strict=True)}


def test_a_truncated_file_is_refused_by_name(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", spectra(20))
    path = index.segments[0].path
    os.truncate(path, path.stat().st_size - 1)
    with pytest.raises(InputError) as refused:
        Index.open(tmp_path / "index")
    assert refused.value.where == str(path)


def test_a_missing_file_and_a_foreign_one_are_refused_by_name(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", spectra(20))
    path = index.segments[0].path
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(InputError, match="not a segment"):
        Index.open(tmp_path / "index")
    path.unlink()
    with pytest.raises(InputError, match="missing"):
        Index.open(tmp_path / "index")


def test_one_changed_byte_is_found_by_checking(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", spectra(20))
    path = index.segments[1].path
    with path.open("rb+") as file:
        file.seek(-70, os.SEEK_END)
        byte = file.read(1)
        file.seek(-70, os.SEEK_END)
        file.write(bytes([byte[0] ^ 1]))
    assert [damage.where for damage in Index.open(tmp_path / "index").verify()] == [str(path)]


def test_a_crash_before_the_manifest_leaves_the_index_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.build(tmp_path / "index", spectra(20))

    def crash(path: Path, data: bytes) -> None:
        raise OSError(path, len(data))

    with monkeypatch.context() as broken:
        broken.setattr(library, "write_whole", crash)
        with pytest.raises(OSError, match="index"):
            index.add(spectra(2, seed=2))
    assert len(Index.open(tmp_path / "index")) == 20
    assert len(index.add(spectra(3, seed=6))) == 23
    named_files = {entry.name for entry in Index.open(tmp_path / "index").manifest.entries}
    assert {path.name for path in (tmp_path / "index").glob("*.segment")} == named_files


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", spectra(2))
    with files.only_writer(index.folder), pytest.raises(ConflictError):
        index.add(spectra(1, seed=2))


def test_an_older_view_adds_to_what_is_on_disk(tmp_path: Path) -> None:
    old = Index.build(tmp_path / "index", spectra(2))
    old.add(spectra(1, seed=2))
    assert len(old.add(spectra(1, seed=3))) == 4


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format":"other"}', '{"format":"comity-spectra-index/1"}'])
def test_a_list_of_segments_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    index = Index.build(tmp_path / "index", spectra(2))
    (index.folder / "index.json").write_text(text)
    with pytest.raises(InputError, match="cannot be read"):
        Index.open(index.folder)


def test_no_index_and_a_folder_in_use(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no index"):
        Index.open(tmp_path)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        Index.build(tmp_path, spectra(1))


def test_what_cannot_be_searched_is_named(tmp_path: Path) -> None:
    given = [Spectrum.from_peaks([(58.065, 0.0)], identifier="flat"), *spectra(1),
             Spectrum.from_peaks([(58.065, 1.0)], identifier="survey", technique="ms1")]  # fmt: skip
    index = Index.build(tmp_path / "index", given)
    assert [(each.number, each.identifier, each.reason) for each in index.skipped] == [
        (1, "flat", "no-peaks"),
        (3, "survey", "ms1"),
    ]


def test_an_index_of_nothing_answers_with_nothing(tmp_path: Path) -> None:
    index = Index.build(tmp_path / "index", [])
    query = scoring.ready(index, spectra(2)[1])
    assert scoring.score(index, query, "open").best(5)[0].size == 0

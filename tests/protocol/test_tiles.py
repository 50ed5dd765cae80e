"""Tiles: paths, bundles, the edge, and that no byte is returned that the head does not vouch for."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tiles import Edge, TilePath, TileReader, edge_paths, join_entries, split_entries
from comity.protocol.tree import consistency_proof, inclusion_proof, leaf_hash, root_hash, verify_inclusion
from tests.protocol.logs import ORIGIN, fetch_from, files_of, leaves, reader_of


def test_a_log_of_70000_has_the_files_that_the_specification_names():
    files, root = files_of(leaves(70_000))
    names = sorted(name for name in files if "entries" not in name)
    assert len([name for name in names if name.startswith("tile/0/") and ".p" not in name]) == 273
    assert {name for name in names if ".p" in name} == {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert [name for name in names if name.startswith("tile/1/")] == ["tile/1/000", "tile/1/001.p/17"]
    assert files["tile/2/000.p/1"] == root_hash([leaf_hash(one) for one in leaves(65_536)])
    assert root == root_hash([leaf_hash(one) for one in leaves(70_000)])


@pytest.mark.parametrize(
    "path",
    ["tile/0/000", "tile/0/x001/x234/067", "tile/63/000.p/1", "tile/entries/999.p/255", "tile/entries/x001/000"],
)
def test_paths_survive(path):
    assert TilePath.parse(path).path == path


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/-1/000",
        "tile/8/0/000",
        "tile/0/../000",
        "tile/0/\u0660\u0660\u0660",
        "tile/0/000\n",
        "/tile/0/000",
    ],
)
def test_other_spellings_are_refused(path):
    with pytest.raises(FormatError):
        TilePath.parse(path)


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_bundles_survive(entries):
    assert split_entries(join_entries(entries), len(entries)) == entries


@given(st.binary(max_size=300), st.integers(0, 256))
def test_any_bytes_are_a_bundle_or_refused(data, width):
    with suppress(FormatError):
        assert join_entries(split_entries(data, width)) == data


def test_the_longest_entry_and_one_byte_more():
    assert split_entries(join_entries([bytes(65_535)]), 1) == [bytes(65_535)]
    with pytest.raises(InputError) as refused:
        Edge().extend([b"fine", bytes(65_536)])
    assert refused.value.code == "entry-too-long"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=6))
def test_the_files_do_not_depend_on_the_batches(sizes):
    entries = leaves(sum(sizes))
    whole, root = files_of(entries)
    edge, files, start = Edge(), {}, 0
    for size in sizes:
        files |= edge.extend(entries[start : start + size])
        start += size
    assert files | edge.partial_tiles() == whole
    assert edge.root() == root == root_hash([leaf_hash(one) for one in entries])


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537])
def test_an_edge_is_taken_up_where_it_was(size):
    files, root = files_of(leaves(size))
    edge = Edge.load(size, root, fetch_from(files))
    more = [b"more"] * 300
    full = edge.extend(more)
    again, after = files_of([*leaves(size), *more])
    assert edge.root() == after
    assert {**files, **full, **edge.partial_tiles()}.items() >= again.items()


def test_proofs_from_tiles_are_those_from_the_leaves():
    for size in (*range(1, 40), 255, 256, 257, 700):
        entries, hashes = leaves(size), [leaf_hash(one) for one in leaves(size)]
        tiles = reader_of(entries)
        for index in {0, size // 2, size - 1}:
            assert tiles.inclusion_proof(index) == inclusion_proof(hashes, index)
            assert tiles.consistency_proof(index) == consistency_proof(hashes, index)
            assert tiles.entry(index) == entries[index]
            assert tiles.root(index + 1) == root_hash(hashes[: index + 1])
        assert tiles.inclusion_proof(0, (size + 1) // 2) == inclusion_proof(hashes[: (size + 1) // 2], 0)


# With and without right-edge tiles that several subtrees share: where CVE-2026-56865 let forged hashes through.
SIZES = [1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 768, 1_000, 65_536, 65_537, 66_000, 65_536 + 256, 70_000]


@pytest.mark.parametrize("size", SIZES)
def test_no_altered_tile_or_bundle_is_ever_believed(size):
    entries = leaves(size)
    files, root = files_of(entries)
    hashes = [leaf_hash(one) for one in entries]
    refused = 0
    for path in sorted(files)[:: max(1, len(files) // 60)]:
        for place in {0, len(files[path]) // 2, len(files[path]) - 1}:
            data = bytearray(files[path])
            data[place] ^= 1
            refused += refuses(files | {path: bytes(data)}, entries, hashes, TilePath.parse(path), root)
    assert refused


def refuses(files, entries, hashes, tile, root):
    """Whatever is asked of a log with one altered file is refused or right; what needs the file is refused."""
    size = len(entries)
    head = Checkpoint(ORIGIN, size, root)
    first = tile.index * 256 ** ((tile.level or 0) + 1)
    asked = {index for index in (first, first + 1, first + 100, size - 1, 0) if index < size}
    try:
        reader = TileReader(head, fetch_from(files))
    except (VerificationError, FormatError):
        return 1
    refused = 0
    for index in asked:
        try:
            proof = reader.inclusion_proof(index)
            assert verify_inclusion(hashes[index], index, size, proof, head.root)
        except (VerificationError, FormatError):
            refused += 1
        try:
            assert reader.entry(index) == entries[index]
        except (VerificationError, FormatError):
            refused += 1
    assert refused, f"{tile.path} was never looked at"
    return refused


def test_a_forged_entry_with_its_forged_tile_is_refused():
    entries = leaves(70_000)
    files, _ = files_of(entries)
    forged = {**files}
    for index in (5, 65_600, 69_990):
        bundle, place = index // 256, index % 256
        name, row = next(
            (one, one.replace("entries", "0")) for one in files if one.startswith(f"tile/entries/{bundle:03}")
        )
        inside = entries[bundle * 256 : bundle * 256 + 256]
        inside[place] = b"forged"
        forged |= {name: join_entries(inside), row: b"".join(leaf_hash(one) for one in inside)}
        with pytest.raises(VerificationError):
            reader_of(entries, forged).entry(index)
        forged = {**files}


def test_a_deleted_partial_tile_is_taken_from_the_full_one():
    files, _ = files_of(leaves(300))
    later, _ = files_of(leaves(512))
    files = {path: data for path, data in files.items() if "001.p" not in path}
    tiles = reader_of(leaves(300), files | {path: later[path] for path in ("tile/0/001", "tile/entries/001")})
    assert tiles.entry(299) == b"leaf 299"
    assert next(edge_paths(300)).path == "tile/0/001.p/44"


def test_what_is_not_there_is_not_invented():
    tiles = reader_of(leaves(10))
    for ask in (lambda: tiles.entry(10), lambda: tiles.inclusion_proof(10), lambda: tiles.root(11)):
        with pytest.raises(FormatError):
            ask()
    with pytest.raises(FileNotFoundError):
        reader_of(leaves(10), {})


@pytest.mark.long
def test_every_tile_of_every_size_below_2000_is_authenticated():
    trials = 0
    for size in range(1, 2_000, 7):
        entries = leaves(size)
        files, root = files_of(entries)
        hashes = [leaf_hash(one) for one in entries]
        for path, data in files.items():
            altered = bytearray(data)
            altered[size % len(data)] ^= 0x80
            trials += refuses(files | {path: bytes(altered)}, entries, hashes, TilePath.parse(path), root)
    print("altered files refused:", trials)  # noqa: T201 - the number of trials belongs to the result

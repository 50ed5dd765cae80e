"""RFC 6962: published values, every (size, index) below 2,000, and what must never verify."""

import random
from hashlib import sha256

import pytest

from comity.protocol.refusals import FormatError
from comity.protocol.tree import (
    EMPTY_ROOT,
    CompactRange,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root_hash,
    subtree_ranges,
    verify_consistency,
    verify_inclusion,
    verify_subtree,
)
from tests.protocol.logs import leaves

LARGEST = 2_000
HASHES = [leaf_hash(one) for one in leaves(LARGEST)]


class Ranges:
    """Roots of all ranges that proofs ask for, each computed once: what makes all pairs below 2,000 affordable."""

    def __init__(self, hashes):
        self.levels = [list(hashes)]
        while len(self.levels[-1]) > 1:
            row = self.levels[-1]
            self.levels.append([node_hash(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)])
        self.known = {}

    def __call__(self, wanted):
        if wanted not in self.known:
            start, end = wanted
            parts = []
            while start < end:
                largest = (end - start).bit_length() - 1
                height = min(largest, (start & -start).bit_length() - 1) if start else largest
                parts.append(self.levels[height][start >> height])
                start += 1 << height
            found = parts.pop()
            while parts:
                found = node_hash(parts.pop(), found)
            self.known[wanted] = found
        return self.known[wanted]


RANGES = Ranges(HASHES)


def test_o1_the_reference_tree():
    hashes = [leaf_hash(bytes.fromhex(one)) for one in ("", "00", "10", "2021")]
    starts = ["6e340b9c", "fac54203", "aeb6bcfe", "d37ee418"]
    ends = ["a01d", "c125", "6e77", "14b7"]
    for size in range(1, 5):
        root = root_hash(hashes[:size]).hex()
        assert root.startswith(starts[size - 1])
        assert root.endswith(ends[size - 1])
    assert root_hash([]) == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize(
    ("size", "root"),
    [
        (1, "1bb97dcc21635d47e2663efdfd0a174686d98dd701352dd2cd06e8b43fd3d305"),
        (3, "d4f92c8fbb89720eb3b55677c7d7efaddfeb10d11a1a84a0ba8f1a23337faa95"),
        (8, "c5c2c820ed342fdda8ce896b6b9cf5b8c00a21cc4b20714cc6e5d3c05c35240b"),
        (256, "cf5effdb11d0927a2edf53b0e73c7837f659414e00537da5d90eb5c4c49ff274"),
        (1_000, "2ff33fb9d8f14f89ca306289633336a168ff3f4532e8f741a0019dcb4c1d60a1"),
        (65_536, "e100ba54d69a91012fc13b7890feac78d6996a097268b6f735d17311c7402a60"),
        (100_000, "9fc5184a0f0c7ffc3d1251171e4a989c071d2edade3e49ea2bd8e9a1d1eb4f3b"),
    ],
)
def test_o3_roots_from_go(size, root):
    hashes = [leaf_hash(one) for one in leaves(size)]
    assert root_hash(hashes).hex() == root
    grown = CompactRange()
    grown.extend(hashes)
    assert grown.root().hex() == root
    assert CompactRange(grown.size, grown.hashes).root() == grown.root()


def test_o4_consistency_from_65537_to_70000():
    proof = consistency_proof([leaf_hash(one) for one in leaves(70_000)], 65_537)
    assert len(proof) == 15
    expected = "d7411b23266e76602e2272915734cc66a73376e72d4d2e84d60fbee2d1d8fea5"
    assert sha256(b"".join(proof)).hexdigest() == expected


def test_o4_inclusion_of_123456_in_a_million():
    hashes = [leaf_hash(one) for one in leaves(1_000_000)]
    proof = inclusion_proof(hashes, 123_456)
    expected = "111994d739335e35e37e507a102fbb054ffbdc74c185838741c083a6df92b1af"
    assert len(proof) == 20
    assert sha256(b"".join(proof)).hexdigest() == expected


def all_inclusions(sizes):
    for size in sizes:
        root = RANGES((0, size))
        for index in range(size):
            yield index, size, [RANGES(one) for one in inclusion_ranges(index, size)], root


def test_every_index_in_every_size_up_to_300_verifies_and_nothing_near_it_does():
    trials = 0
    for index, size, proof, root in all_inclusions(range(1, 301)):
        leaf = HASHES[index]
        assert verify_inclusion(leaf, index, size, proof, root)
        assert not verify_inclusion(HASHES[index - 1] if index else root[::-1], index, size, proof, root)
        assert not verify_inclusion(leaf, index, size, [*proof, root], root)
        assert not proof or not verify_inclusion(leaf, index, size, proof[:-1], root)
        trials += 1
    assert trials == 300 * 301 // 2


@pytest.mark.long
def test_every_index_in_every_size_below_2000():
    trials = 0
    for index, size, proof, root in all_inclusions(range(1, LARGEST)):
        assert verify_inclusion(HASHES[index], index, size, proof, root)
        trials += 1
    print("inclusion proofs verified:", trials)  # noqa: T201 - the number of trials belongs to the result
    assert trials == (LARGEST - 1) * LARGEST // 2


@pytest.mark.long
def test_every_pair_of_sizes_below_2000_is_consistent():
    trials = 0
    for size in range(1, LARGEST):
        root = RANGES((0, size))
        for old in range(1, size + 1):
            proof = [RANGES(one) for one in consistency_ranges(old, size)]
            assert verify_consistency(old, RANGES((0, old)), size, root, proof)
            trials += 1
    print("consistency proofs verified:", trials)  # noqa: T201 - see above
    assert trials == (LARGEST - 1) * LARGEST // 2


def test_a_sample_of_all_pairs_below_2000():
    choose = random.Random(1)  # noqa: S311 - a sample, not a secret
    for _ in range(20_000):
        size = choose.randrange(1, LARGEST)
        index, old, root = choose.randrange(size), choose.randrange(1, size + 1), RANGES((0, size))
        inclusion = [RANGES(one) for one in inclusion_ranges(index, size)]
        growth = [RANGES(one) for one in consistency_ranges(old, size)]
        assert verify_inclusion(HASHES[index], index, size, inclusion, root)
        assert verify_consistency(old, RANGES((0, old)), size, root, growth)
        other = choose.randrange(size)
        if other != index:
            assert not verify_inclusion(HASHES[index], other, size, inclusion, root)
        if old < size:
            assert not verify_consistency(old, RANGES((0, old + 1)), size, root, growth)


def test_every_flipped_bit_of_a_proof_is_seen():
    for size in (2, 7, 8, 100, 255, 256, 257):
        root = RANGES((0, size))
        for index in {0, size // 3, size - 1}:
            proof = [RANGES(one) for one in inclusion_ranges(index, size)]
            for changed in flipped(proof):
                assert not verify_inclusion(HASHES[index], index, size, changed, root)
        for old in {1, size // 2, size - 1}:
            proof = [RANGES(one) for one in consistency_ranges(old, size)]
            for changed in flipped(proof):
                assert not verify_consistency(old, RANGES((0, old)), size, root, changed)


def flipped(proof):
    for place, one in enumerate(proof):
        for bit in (0, 100, 255):
            changed = (int.from_bytes(one, "big") ^ 1 << bit).to_bytes(32, "big")
            yield [*proof[:place], changed, *proof[place + 1 :]]


def test_a_root_computed_the_way_the_rfc_says_it():
    def recursive(hashes):
        if len(hashes) == 1:
            return hashes[0]
        middle = 1 << (len(hashes) - 1).bit_length() - 1
        return node_hash(recursive(hashes[:middle]), recursive(hashes[middle:]))

    for size in (*range(1, 70), 255, 256, 257, 1_000):
        assert root_hash(HASHES[:size]) == recursive(HASHES[:size])


def test_subtrees_of_every_place_and_size():
    for size in range(1, 40):
        root = RANGES((0, size))
        for start in range(size):
            for end in range(start + 1, size + 1):
                if start % (1 << (end - start - 1).bit_length()):
                    with pytest.raises(FormatError):
                        subtree_ranges(start, end, size)
                    continue
                proof = [RANGES(one) for one in subtree_ranges(start, end, size)]
                assert verify_subtree(start, end, size, proof, RANGES((start, end)), root)
                assert not verify_subtree(start, end, size, proof, root[::-1], root)
                assert not verify_subtree(start, end, size, [*proof, root], RANGES((start, end)), root)


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [(1, 1, []), (-1, 1, []), (0, 0, []), (0, 2**63, []), (0, 2, [b"short"]), (0, 2, [bytes(32)] * 70)],
)
def test_impossible_inclusions_are_refused(index, size, proof):
    assert not verify_inclusion(bytes(32), index, size, proof, bytes(32))


def test_consistency_at_its_ends():
    root = RANGES((0, 5))
    assert verify_consistency(0, EMPTY_ROOT, 5, root, [])
    assert verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    assert verify_consistency(5, root, 5, root, [])
    assert not verify_consistency(0, root, 5, root, [])
    assert not verify_consistency(0, EMPTY_ROOT, 0, root, [])
    assert not verify_consistency(0, EMPTY_ROOT, 5, root, [root])
    assert not verify_consistency(6, root, 5, root, [])
    assert not verify_consistency(5, root, 5, root, [root])
    assert not verify_consistency(-1, root, 5, root, [])


def test_a_compact_range_must_fit_its_size():
    with pytest.raises(FormatError):
        CompactRange(3, [bytes(32)])
    with pytest.raises(FormatError):
        CompactRange(1, [bytes(31)])

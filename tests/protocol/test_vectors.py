"""Other people's vectors, and every way in which they say that theirs must fail.

O2: transparency-dev/merkle, `testdata/inclusion` and `testdata/consistency` (Apache-2.0): the values of their happy
paths, and their list of alterations, of which each must be refused. O7: the signed heads in `testdata/log` of
transparency-dev/tessera (Apache-2.0), each over the first entries of one short list.
"""

from base64 import b64decode

import pytest

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.heads import open_checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.refusals import FormatError, VerificationError
from comity.protocol.tree import consistency_proof, leaf_hash, root_hash, verify_consistency, verify_inclusion

LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
L0, L2 = "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "ApjRIpBtz8EIkstTpzmS/FufST6kybrbJ7eRtBJ6f+c="
L1, L5 = "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=", "QnGia+DYqE8L1UyMMC58s6O10fpngKQLzOKHNHfatlg="
L4, N01 = "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=", "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="
N23, N03 = "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc="
N45, N67 = "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA="
N47, L6 = "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=", "sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8="
R3, R5 = "rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=", "Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ="
R6, R7 = "duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=", "3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw="
R8 = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="

INCLUSION = {
    "1": (L0, 0, 8, [L1, N23, N47], R8),
    "2": (L5, 5, 8, [L4, N67, N03], R8),
    "3": (L2, 2, 3, [N01], R3),
    "4": (L1, 1, 5, [L0, N23, L4], R5),
}
CONSISTENCY = {
    "1": (1, L0, 8, R8, [L1, N23, N47]),
    "2": (6, R6, 8, R8, [N45, N67, N03]),
    "3": (2, N01, 5, R5, [N23, L4]),
    "4": (6, R6, 7, R7, [N45, L6, N03]),
}
GARBAGE = bytes(range(32))


def raw(value):
    if isinstance(value, list):
        return [raw(one) for one in value]
    return b64decode(value) if isinstance(value, str) else value


def altered_proofs(proof, *roots):
    """Their alterations of a proof, by their names."""
    for place, one in enumerate(proof):
        for bit in (0, 4, 255):
            other = bytearray(one)
            other[bit // 8] ^= 1 << bit % 8
            yield f"modified-proof[{place}]-bit-{bit}", [*proof[:place], bytes(other), *proof[place + 1 :]]
    yield "empty-proof", []
    yield "truncated-proof", proof[:-1]
    named = [("garbage", GARBAGE), ("proof[0]", proof[0]), *((f"root{n}", one) for n, one in enumerate(roots))]
    for name, extra in named:
        yield f"preceding-{name}", [extra, *proof]
        yield f"trailing-{name}", [*proof, extra]


def altered_places(place, size):
    """Their alterations of the two numbers, by their names."""
    for name, other in (("- 1", place - 1), ("+ 1", place + 1), ("^ 2", place ^ 2)):
        yield f"first {name}", other, size
    yield "second * 2", place, size * 2
    yield "second / 2", place, size // 2


def refuses(verify, *arguments):
    try:
        return not verify(*arguments)
    except (FormatError, VerificationError):
        return True


def test_o2_the_trees_under_the_vectors():
    hashes = [leaf_hash(one) for one in LEAVES]
    assert [root_hash(hashes[:size]) for size in (3, 5, 6, 7, 8)] == raw([R3, R5, R6, R7, R8])
    for old, _root, new, _new_root, proof in CONSISTENCY.values():
        assert consistency_proof(hashes[:new], old) == raw(proof)


@pytest.mark.parametrize("case", INCLUSION)
def test_o2_inclusion(case):
    leaf, index, size, proof, root = map(raw, INCLUSION[case])
    assert verify_inclusion(leaf, index, size, proof, root)
    trials = 0
    for name, other in altered_proofs(proof, root):
        assert refuses(verify_inclusion, leaf, index, size, other, root), name
        trials += 1
    for name, other, others in altered_places(index, size):
        assert refuses(verify_inclusion, leaf, other, others, proof, root), name
        trials += 1
    assert refuses(verify_inclusion, GARBAGE, index, size, proof, root)
    assert refuses(verify_inclusion, leaf, index, size, proof, GARBAGE)
    print(f"O2 inclusion {case}: {trials + 2} alterations refused")  # noqa: T201 - the number is asked for


@pytest.mark.parametrize("case", CONSISTENCY)
def test_o2_consistency(case):
    old, old_root, new, new_root, proof = map(raw, CONSISTENCY[case])
    assert verify_consistency(old, old_root, new, new_root, proof)
    trials = 0
    for name, other in altered_proofs(proof, old_root, new_root):
        assert refuses(verify_consistency, old, old_root, new, new_root, other), name
        trials += 1
    for name, other, others in altered_places(old, new):
        assert refuses(verify_consistency, other, old_root, others, new_root, proof), name
        trials += 1
    for first, second in ((GARBAGE, new_root), (old_root, GARBAGE), (new_root, old_root)):
        assert refuses(verify_consistency, old, first, new, second, proof)
        trials += 1
    print(f"O2 consistency {case}: {trials} alterations refused")  # noqa: T201 - as above


KEY = VerifierKey.parse("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
TOLD = "one two three four five six seven eit nain ten ileven twelf threeten fourten fivten"
WORDS = TOLD.split()
HEADS = {
    2: (
        "T1X2GdkhUjV3iyufF9b0kVsWFxIU0VI4EpNml2Teci4=",
        "M9e0llH4NKmlf0u7C8tkJioQOmi7l5ELqljXgKRg6R3G5JJ7vx7emDWo5fpqKuA/Dk/jRrI6il+7QCVirNhyUAWGoAk=",
    ),
    8: (
        "bC+VwvrJbalNVjfkdI8kUgs7mJoXrqiXCE7bgnD28pY=",
        "M9e0lq1EK37dHtgv9O3UzPxisw5vwIPcJsX9ab0xt4mvVfbdUR1fbMjN6sBFYpBoBEmD4+cWhj/AVgI5MitCO5+mews=",
    ),
    14: (
        "SvCd38yNade7xEPY1a/aAc1M3A2AHYVF8lIiUnsH1ao=",
        "M9e0lu8roIpjC+NXEG7JDkajIahoYDYWgxDtxfx/6rzLoztU9t/PvivZ48xt8ygJpjzaboSpkbVv3Jb+D3NdXWQf5wo=",
    ),
    15: (
        "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=",
        "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=",
    ),
}


def note_at(size):
    root, line = HEADS[size]
    return f"{KEY.name}\n{size}\n{root}\n\n— {KEY.name} {line}\n".encode()


@pytest.mark.parametrize("size", HEADS)
def test_o7_tesseras_signed_heads_are_over_the_roots_that_we_compute(size):
    head = open_checkpoint(note_at(size), [KEY])
    assert head.checkpoint == Checkpoint(KEY.name, size, root_hash([leaf_hash(one.encode()) for one in WORDS[:size]]))
    for place in range(len(note_at(size).partition(b"\n\n")[0])):
        data = bytearray(note_at(size))
        data[place] ^= 1
        assert refuses(lambda note: open_checkpoint(note, [KEY], origin=KEY.name), bytes(data)), place


def test_o7_each_head_continues_the_one_before():
    hashes = [leaf_hash(one.encode()) for one in WORDS]
    for old, new in ((2, 8), (8, 14), (14, 15), (2, 15)):
        proof = consistency_proof(hashes[:new], old)
        roots = [b64decode(HEADS[size][0]) for size in (old, new)]
        assert verify_consistency(old, roots[0], new, roots[1], proof)
        assert not verify_consistency(old, roots[1], new, roots[0], proof)

"""`comity log init` and `comity log append`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.kernel.ledger.commands.keys import CONTEXT, beside_folder, log_keys, memory_of
from comity.kernel.ledger.commands.saying import answer, head_data, key_data, read_input, seconds
from comity.protocol.folder import Appended, FolderLog, audit_folder, create_log, read_head
from comity.protocol.keys import SigningKey
from comity.protocol.refusals import ForkError, VerificationError
from comity.protocol.tiles.bundles import refuse_long_entry
from comity.protocol.tree import leaf_hash

CHECKED_COMPLETELY = 100_000  # entries; their audit takes less than a second
ALREADY_SIGNED = message(
    CONTEXT, "With this key a log of this name was already kept here; a second one would contradict it."
)
START_ANEW = message(CONTEXT, "Use another name and another key, or put the old folder back.")
ALTERED = message(CONTEXT, "The log was altered here; nothing was added.")
SEE_AUDIT = message(CONTEXT, "comity log audit names everything that does not fit; put the folder back as it was.")
NOTHING_GIVEN = message(CONTEXT, "There is nothing to add.")
NAME_ENTRIES = message(CONTEXT, "Name files, or --lines with a file.")


def run_init(arguments: Namespace) -> int:
    """Start a log."""
    keys = log_keys(arguments.key, arguments.origin or "", arguments.algorithm, create=True)
    origin = arguments.origin or keys[0].name
    try:
        note = create_log(arguments.folder, origin, keys, memory_of(arguments, keys), time=seconds())
    except ForkError as error:
        raise VerificationError(error.code, ALREADY_SIGNED, where=origin, remedy=START_ANEW) from error
    beside = _write_beside(arguments.folder, keys)
    head = read_head(arguments.folder, [key.verifier for key in keys]).checkpoint
    data = head_data(head) | {"keys": [key_data(key.verifier) for key in keys]}
    data |= {"vkey_file": str(beside) if beside else None, "checkpoint": note.data.decode()}
    said = message(CONTEXT, "The log {origin} has begun. Its verifier key, for everybody who reads it:", origin=origin)
    answer(arguments, data, [said, *(key.verifier.vkey for key in keys)])
    return 0


def run_append(arguments: Namespace) -> int:
    """Add entries."""
    if not arguments.files and arguments.lines is None:
        raise InputError("nothing-to-add", NOTHING_GIVEN, remedy=NAME_ENTRIES)
    names, entries = _entries(arguments)
    origin = _origin(arguments.folder)
    keys = log_keys(arguments.key, origin, arguments.algorithm)
    memory = memory_of(arguments, keys)
    with FolderLog.opened(arguments.folder, keys, memory, time=seconds()) as log:
        _refuse_altered(arguments, log, keys)
        done = log.append(entries, time=seconds())
    answer(arguments, _data(done, names, entries), _sentences(done, names))
    return 0


def _entries(arguments: Namespace) -> tuple[list[str], list[bytes]]:
    """What to add, each with a name for people, all lengths checked before anything is written."""
    names, entries = list(arguments.files), [read_input(name) for name in arguments.files]
    if arguments.lines is not None:
        lines = read_input(arguments.lines).split(b"\n")
        if not lines[-1]:  # what follows the last line feed is no line
            lines.pop()
        entries += lines
        names += [f"{arguments.lines}:{number}" for number in range(1, len(lines) + 1)]
    for name, entry in zip(names, entries, strict=True):
        refuse_long_entry(entry, where=name)
    return names, entries


def _origin(folder: Path) -> str:
    """The name that stands in the folder's head, for keys that do not say theirs; it is verified when the log opens."""
    from comity.protocol.checkpoint import Checkpoint
    from comity.protocol.folder.reading import read_note
    from comity.protocol.note import parse_note

    return Checkpoint.parse(parse_note(read_note(folder)).text).origin


def _refuse_altered(arguments: Namespace, log: FolderLog, keys: Sequence[SigningKey]) -> None:
    completely = arguments.check == "full" or (arguments.check is None and log.head.size <= CHECKED_COMPLETELY)
    if not completely:
        return
    findings = audit_folder(arguments.folder, [key.verifier for key in keys]).findings
    if findings:
        first = findings[0]
        place = first.path if first.index is None else f"{first.path} ({first.index})"
        raise VerificationError(first.code, ALTERED, where=place, remedy=SEE_AUDIT)


def _data(done: Appended, names: Sequence[str], entries: Sequence[bytes]) -> dict[str, object]:
    added = [
        {"index": done.first + place, "source": name, "bytes": len(entry), "leaf_hash": leaf_hash(entry).hex()}
        for place, (name, entry) in enumerate(zip(names, entries, strict=True))
    ]
    indices = list(range(done.first, done.first + done.count))
    data = head_data(done.head) | {"first": done.first, "count": done.count, "indices": indices}
    return data | {"entries": added, "checkpoint": done.note.data.decode()}


def _sentences(done: Appended, names: Sequence[str]) -> list[Message | str]:
    lines: list[Message | str] = [f"{done.first + place}\t{name}" for place, name in enumerate(names)]
    said = message(
        CONTEXT,
        "{count} entry was added; size of the log: {size}, root: {root}.",
        plural="{count} entries were added; size of the log: {size}, root: {root}.",
        count=done.count,
        size=done.head.size,
        root=done.head.root.hex(),
    )
    return [*lines, said]


def _write_beside(folder: Path, keys: Sequence[SigningKey]) -> Path | None:
    """The public keys, beside the folder; not being able to is no reason to have no log."""
    path = beside_folder(folder)
    with suppress(OSError):
        path.write_text("".join(f"{key.verifier.vkey}\n" for key in keys), encoding="utf-8")
        return path
    return None

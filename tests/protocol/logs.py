"""Keys and logs for the tests: everything follows from small numbers, nothing from a clock or a generator."""

from comity.protocol.checkpoint import Checkpoint
from comity.protocol.folder import FolderLog, HeadMemory, create_log
from comity.protocol.heads import sign_checkpoint
from comity.protocol.keys import KeyKind, SigningKey
from comity.protocol.tiles import Edge, TileReader

ORIGIN = "comity.test/log1"
LOG = SigningKey(ORIGIN, KeyKind.ED25519, bytes([1]) * 32)
LOG_PQ = SigningKey(ORIGIN, KeyKind.ML_DSA_44, bytes([1]) * 32)
WITNESS = SigningKey("witness.comity.test/w1", KeyKind.COSIGNATURE, bytes([2]) * 32)
WITNESS_PQ = SigningKey("witness.comity.test/w2", KeyKind.ML_DSA_44, bytes([3]) * 32)
TIME = 1_700_000_000


def leaves(count):
    return [b"leaf %d" % index for index in range(count)]


def files_of(entries):
    """All files of a log with these entries, by path, and its root."""
    edge = Edge()
    files = edge.extend(entries)
    return files | edge.partial_tiles(), edge.root()


def reader_of(entries, files=None):
    made, root = files_of(entries)
    files = made if files is None else files
    return TileReader(Checkpoint(ORIGIN, len(entries), root), fetch_from(files))


def fetch_from(files):
    def fetch(path):
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    return fetch


def note_of(entries, *keys, time=TIME):
    _, root = files_of(entries)
    return sign_checkpoint(Checkpoint(ORIGIN, len(entries), root), keys or [LOG], time=time)


def folder_log(path, *batches, keys=(LOG,)):
    """A log in a folder below `path`, one head for each batch; the folder and the memory of its heads."""
    folder, memory = path / "log", HeadMemory(path / "remembered" / "head.json")
    create_log(folder, ORIGIN, list(keys), memory, time=TIME)
    for batch in batches:
        with FolderLog.opened(folder, list(keys), memory, time=TIME) as log:
            log.append(batch, time=TIME)
    return folder, memory

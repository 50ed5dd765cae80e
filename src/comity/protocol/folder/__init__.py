"""A log in a plain folder, exactly as C2SP tlog-tiles serves it: the one part of this floor that writes files.

Order of an append, of which nothing may be swapped:

1. a lock on the folder, so that two appends follow each other;
2. the head is opened, its signature checked, compared with what was last decided, and the edge checked against it;
3. full and partial tiles and bundles: temporary file, fsync, rename, fsync of the folders;
4. the decision to sign exactly this size and root is made durable, beside the key and not in the folder;
5. only then is the head signed and put in place of the old one, in the same durable way.

A stop before 4 leaves the old log and some files that nobody asks for; a stop after 4 is completed by the next append,
to the same size and root. So two signed heads of one key never disagree, and what was acknowledged is there. A folder
that was restored from a backup is older than the decision and is refused.
"""

from comity.protocol.folder.audit import AuditReport, Finding, audit_folder
from comity.protocol.folder.copying import keep_copy
from comity.protocol.folder.log import Appended, FolderLog, create_log
from comity.protocol.folder.memory import Decision, HeadMemory
from comity.protocol.folder.reading import CHECKPOINT, fetcher, read_head, reader

__all__ = [
    "CHECKPOINT",
    "Appended",
    "AuditReport",
    "Decision",
    "Finding",
    "FolderLog",
    "HeadMemory",
    "audit_folder",
    "create_log",
    "fetcher",
    "keep_copy",
    "read_head",
    "reader",
]

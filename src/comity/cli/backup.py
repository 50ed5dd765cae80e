"""`comity manage backup FILE` and `comity manage restore FILE`."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.base.messages import message
from comity.cli.verbs import add_option, add_verb
from comity.kernel.start import start_django, start_node

if TYPE_CHECKING:
    from comity.kernel.accounts.actor import Actor

CONTEXT = "command line"


def add_parts(parts: Any, language: str) -> None:
    """Add both to `comity manage`."""
    text = message(CONTEXT, "Write everything that this node must not lose into one file; it may go on meanwhile.")
    backup = add_verb(parts, "backup", text, language)
    file = message(CONTEXT, "The file to write. It holds the node's keys: only its owner may read it.")
    backup.add_argument("file", metavar="FILE", type=Path, help=file.render(language))
    backup.set_defaults(run=run_backup)
    text = message(CONTEXT, "Make this node what a backup says; site and worker must be stopped.")
    restore = add_verb(parts, "restore", text, language)
    file = message(CONTEXT, "A file that 'comity manage backup' wrote.")
    restore.add_argument("file", metavar="FILE", type=Path, help=file.render(language))
    replace = message(CONTEXT, "Give up what this node holds now.")
    add_option(restore, "--replace", replace, language, action="store_true")
    restore.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> int:
    """Back up."""
    start_node()
    from comity.kernel.backup.node import back_up_node

    manifest = back_up_node(_system("backup"), arguments.file)
    said = message(
        CONTEXT,
        "{count} files, {size} MB: {path}. Whoever has this file has the node's keys and everything in it: keep it as "
        "safe as the node (it is readable by its owner only, and not encrypted).",
        count=len(manifest.members),
        size=round(sum(one.size for one in manifest.members) / 1e6, 1),
        path=str(arguments.file),
    )
    sys.stdout.write(said.render(arguments.language) + "\n")
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Restore."""
    start_django()
    from comity.kernel.backup.databases import announce
    from comity.kernel.backup.node import restore_node

    announce()
    manifest = restore_node(_system("restore"), arguments.file, replace=arguments.replace)
    said = message(
        CONTEXT,
        "Restored, and checked: the node of {made_at}, with {count} files.",
        made_at=manifest.made_at,
        count=len(manifest.members),
    )
    sys.stdout.write(said.render(arguments.language) + "\n")
    return 0


def _system(verb: str) -> Actor:
    from comity.kernel.accounts.actor import Actor

    return Actor.system(f"comity manage {verb}, by {getpass.getuser()}")

"""What can be asked for. Nothing heavy is imported before a verb runs."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

from comity.base.messages import Message, message

CONTEXT = "command line"
ALGORITHMS = ("ed25519", "ml-dsa-44")
KEY_FORMS = message(
    CONTEXT,
    "File with a secret key: PRIVATE+KEY+… in one line, or a seed of 32 bytes in hexadecimal, base64, binary or PEM. "
    "Where there is no such file, init and cosign write a new key into it.",
)
DIR = message(CONTEXT, "Folder of the log: checkpoint and tile/… as C2SP tlog-tiles names them.")
JSON = message(CONTEXT, "Answer in JSON.")
LOG_KEY = message(
    CONTEXT,
    "Verifier key of the log, or a file with such keys, one per line; can be repeated (default: the file DIR.vkey, "
    "which init writes beside the folder).",
)
WITNESS_KEY = message(CONTEXT, "Verifier key of a witness, or a file with such keys; can be repeated.")
QUORUM = message(CONTEXT, "How many of the witnesses must have cosigned (default: all that are named).")
POLICY = message(CONTEXT, "File with a C2SP tlog-policy: logs, witnesses and quorum, in place of the keys.")
REMEMBER = message(
    CONTEXT,
    "File in which the last signed head is remembered, so that a restored old folder is refused (default: beside the "
    "key, one for each folder and name). Named explicitly, it holds for every folder of that log.",
)
ALGORITHM = message(CONTEXT, "Algorithm of a new key or of a bare seed (default: ed25519).")
NAME = message(CONTEXT, "Name of the witness, for a new key or a bare seed; for example witness.example.org/w1.")


class InterleavedParser(argparse.ArgumentParser):
    """FILEs and INDEX may also stand after options, where argparse itself has stopped to look for them."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does; what is left over then goes to the last optional positional argument."""
        found, left = super().parse_known_args(args, namespace)
        late = [one for one in left if one == "-" or not one.startswith("-")]
        last = self._get_positional_actions()[-1]
        if last.nargs == "*":
            setattr(found, last.dest, [*getattr(found, last.dest), *late])
        elif last.nargs == "?" and len(late) == 1 and getattr(found, last.dest) is None:
            setattr(found, last.dest, self._get_value(last, late[0]))
        else:
            return found, left
        return found, [one for one in left if one not in late]


def add_commands(verbs: Any, language: str = "en") -> None:
    """Add `log` and `verify` to the command line."""
    text = message(CONTEXT, "Logs that nobody can rewrite, in a folder: start, add, prove, audit, cosign.")
    log = add_verb(verbs, "log", text, language)
    parts = log.add_subparsers(dest="part", metavar="VERB", required=True, parser_class=InterleavedParser)
    _add_init(parts, language)
    _add_append(parts, language)
    _add_prove(parts, language)
    _add_audit(parts, language)
    _add_cosign(parts, language)
    _add_verify(verbs, language)


def _add_init(parts: Any, language: str) -> None:
    text = message(CONTEXT, "Start a log in a new folder: a signed head of size 0. Prints its verifier key.")
    parser = _log_verb(parts, "init", text, language)
    origin = message(CONTEXT, "Unique name of the log, for example log.example.org/evidence (default: the key's name).")
    add_option(parser, "--origin", origin, language, metavar="NAME")
    _add_keys(parser, language)
    parser.set_defaults(run=_later("writing", "run_init"))


def _add_append(parts: Any, language: str) -> None:
    text = message(
        CONTEXT,
        "Add entries, all under one new head. It is checked first that the log is what its key has signed: completely "
        "up to 100,000 entries, beyond that at its edge; a log that was altered or is older than its key remembers is "
        "refused. Appends at the same time follow each other.",
    )
    parser = _log_verb(parts, "append", text, language)
    files = message(
        CONTEXT,
        "Files to add, each as one entry of at most 65,535 bytes; - is standard input. An empty file is an empty "
        "entry.",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help=files.render(language))
    lines = message(
        CONTEXT,
        "File of which each line is one entry, without its line feed; - is standard input. Empty lines are empty "
        "entries; nothing follows the last line feed. Comes after the FILEs.",
    )
    add_option(parser, "--lines", lines, language, metavar="FILE")
    check = message(CONTEXT, "How much of the log is checked first: its edge, or every entry.")
    add_option(parser, "--check", check, language, choices=("edge", "full"))
    _add_keys(parser, language)
    parser.set_defaults(run=_later("writing", "run_append"))


def _add_prove(parts: Any, language: str) -> None:
    text = message(
        CONTEXT,
        "Write the proof that an entry is in the log (C2SP tlog-proof), or with --from that the log only grew (a "
        "request as C2SP tlog-witness has it).",
    )
    parser = _log_verb(parts, "prove", text, language)
    index = message(CONTEXT, "Index of the entry, counted from 0.")
    parser.add_argument("index", nargs="?", type=int, metavar="INDEX", help=index.render(language))
    start = message(CONTEXT, "Prove that the log of this size was continued.")
    add_option(parser, "--from", start, language, dest="old", type=int, metavar="SIZE")
    end = message(CONTEXT, "Size of the tree that the proof is for (default: the head; another needs --json).")
    add_option(parser, "--to", end, language, dest="size", type=int, metavar="SIZE")
    out = message(CONTEXT, "File to write (default: standard output).")
    add_option(parser, "--out", out, language, type=Path, metavar="FILE")
    bundle = message(CONTEXT, "Write a bundle that holds the entry and the keys too, for comity verify.")
    add_option(parser, "--bundle", bundle, language, action="store_true")
    add_option(parser, "--log-key", LOG_KEY, language, action="append", default=[], metavar="KEY")
    add_option(parser, "--witness-key", WITNESS_KEY, language, action="append", default=[], metavar="KEY")
    parser.set_defaults(run=_later("proving", "run_prove"))


def _add_audit(parts: Any, language: str) -> None:
    text = message(
        CONTEXT,
        "Recompute the log from its entries, compare every tile, and check the signatures of its head. The faults are "
        "named, first the first; then the exit code is 1. With --node it is the log of this node, in its database.",
    )
    parser = _log_verb(parts, "audit", text, language, folder="?")
    node = message(CONTEXT, "Audit the log of this node, with its own keys, in place of a folder.")
    add_option(parser, "--node", node, language, action="store_true")
    _add_trust(parser, language)
    parser.set_defaults(run=_later("auditing", "run_audit"))


def _add_cosign(parts: Any, language: str) -> None:
    text = message(
        CONTEXT,
        "Cosign the head as a witness, if it continues the last head cosigned with this key. An older or contradicting "
        "head is refused with exit code 1, and both signed heads are kept as evidence.",
    )
    parser = _log_verb(parts, "cosign", text, language)
    add_option(parser, "--key", KEY_FORMS, language, required=True, type=Path, metavar="FILE")
    add_option(parser, "--name", NAME, language, default="")
    add_option(parser, "--algorithm", ALGORITHM, language, choices=ALGORITHMS, default=ALGORITHMS[0])
    add_option(parser, "--log-key", LOG_KEY, language, action="append", default=[], metavar="KEY")
    state = message(CONTEXT, "Folder in which the witness keeps its heads and evidence (default: beside the key).")
    add_option(parser, "--state", state, language, type=Path, metavar="DIR")
    parser.set_defaults(run=_later("cosigning", "run_cosign"))


def _add_verify(verbs: Any, language: str) -> None:
    text = message(
        CONTEXT,
        "Verify a bundle, a proof with its entry, a signed head, or evidence of a fork: offline, with nothing but this "
        "file and keys. Without keys of your own a bundle is checked against those that it names; compare their "
        "fingerprints with their owners. Exit code 1 when something does not fit.",
    )
    parser = add_verb(verbs, "verify", text, language)
    bundle = message(CONTEXT, "The file; - is standard input.")
    parser.add_argument("bundle", metavar="BUNDLE", help=bundle.render(language))
    entry = message(CONTEXT, "The entry that a tlog-proof is about; - is standard input.")
    add_option(parser, "--entry", entry, language, metavar="FILE")
    signer = message(CONTEXT, "Verifier key that may sign records, or a file with such keys; can be repeated.")
    add_option(parser, "--signer-key", signer, language, action="append", default=[], metavar="KEY")
    add_option(parser, "--json", JSON, language, action="store_true")
    _add_trust(parser, language)
    parser.set_defaults(run=_later("verifying", "run_verify"))


def _add_keys(parser: argparse.ArgumentParser, language: str) -> None:
    add_option(parser, "--key", KEY_FORMS, language, required=True, action="append", type=Path, metavar="FILE")
    add_option(parser, "--algorithm", ALGORITHM, language, choices=ALGORITHMS, default=ALGORITHMS[0])
    add_option(parser, "--remember", REMEMBER, language, type=Path, metavar="FILE")


def _add_trust(parser: argparse.ArgumentParser, language: str) -> None:
    add_option(parser, "--log-key", LOG_KEY, language, action="append", default=[], metavar="KEY")
    add_option(parser, "--witness-key", WITNESS_KEY, language, action="append", default=[], metavar="KEY")
    add_option(parser, "--quorum", QUORUM, language, type=int, metavar="N")
    add_option(parser, "--policy", POLICY, language, type=Path, metavar="FILE")


def _log_verb(
    parts: Any, name: str, text: Message, language: str, *, folder: str | None = None
) -> argparse.ArgumentParser:
    parser = add_verb(parts, name, text, language)
    parser.add_argument("folder", type=Path, metavar="DIR", nargs=folder, help=DIR.render(language))
    add_option(parser, "--json", JSON, language, action="store_true")
    return parser


def _later(module: str, function: str) -> Any:
    """The function of a module that is imported when the verb runs."""

    def run(arguments: argparse.Namespace) -> int:
        return int(getattr(import_module(f"comity.kernel.ledger.commands.{module}"), function)(arguments))

    return run


def add_verb(verbs: Any, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    """One verb with its help."""
    words = text.render(language)
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=words, description=words)
    return parser


def add_option(parser: argparse.ArgumentParser, name: str, text: Message, language: str, **how: Any) -> None:
    """One option with its help."""
    parser.add_argument(name, help=text.render(language), **how)

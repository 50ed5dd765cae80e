"""What the verbs of the command line have in common."""

from __future__ import annotations

import argparse
from typing import Any

from comity.base.messages import Message


def add_verb(verbs: Any, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    """One verb with its help."""
    words = text.render(language)
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=words, description=words)
    return parser


def add_option(parser: argparse.ArgumentParser, name: str, text: Message, language: str, **how: Any) -> None:
    """One option with its help."""
    parser.add_argument(name, help=text.render(language), **how)

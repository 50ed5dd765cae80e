"""The command line of logs: `comity log init | append | prove | audit | cosign` and `comity verify`.

They work on a plain folder of C2SP tiles and on files; no node, no database, no network.
"""

from comity.kernel.ledger.commands.arguments import add_commands

__all__ = ["add_commands"]

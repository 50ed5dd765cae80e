"""Fills the empty node in COMITY_DATA; `comity demo` starts it in a process of its own."""

from __future__ import annotations

import os
import sys

from comity.base.errors import ComityError
from comity.kernel.start import start_node

if __name__ == "__main__":
    start_node()
    from comity.cli.demonstration.seed import fill

    chosen = sys.argv[1]
    try:
        fill(os.environ["COMITY_DEMONSTRATION_PASSWORD"], chosen)
    except ComityError as error:
        sys.exit(error.render(chosen))

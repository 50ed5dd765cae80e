"""Run all benchmarks, or those named; the exit code says whether every bar was reached."""

import subprocess
import sys
from collections.abc import Callable

from benchmarks import evaluation, reports, start, statistics


def apart(name: str) -> Callable[[], int]:
    """A benchmark with a database of its own: in a process of its own, because settings are read once."""
    return lambda: subprocess.call([sys.executable, "-m", f"benchmarks.{name}"])


ALL = {
    "start": start.main,
    "directory": apart("directory"),
    "statistics": statistics.main,
    "evaluation": evaluation.main,
    "reports": reports.main,
    "submissions": apart("submissions"),
    "rounds": apart("rounds"),
    "trends": apart("trends"),
    "spectra": apart("spectra"),
    "spectra_formats": apart("spectra_formats"),
    "spectra_shards": apart("spectra_shards"),
    "log": apart("log"),
    "exchange": apart("exchange"),
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 1 when a bar was missed."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. Known: {', '.join(ALL)}.", file=sys.stderr)
        return 2
    return max(ALL[name]() for name in names or ALL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

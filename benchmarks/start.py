"""How long a person waits before anything happens: starting the command line, importing the science."""

import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Bar, best_of, report

ROOMS = "import comity.science.statistics, comity.science.proficiency"


def main() -> int:
    """Best of five fresh processes each."""
    command = Path(sys.executable).parent / "comity"
    bars = [
        Bar("comity --help", best_of(5, lambda: run([str(command), "--help"])), 0.3, "s"),
        Bar("import comity.science, both rooms", best_of(5, lambda: run([sys.executable, "-c", ROOMS])), 0.5, "s"),
    ]
    return report("Starting", bars)


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())

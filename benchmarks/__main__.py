"""Run all benchmarks, or those named; the exit code says whether every bar was reached."""

import sys

from benchmarks import directory, evaluation, reports, start, statistics, submissions

ALL = {
    "start": start.main,
    "directory": directory.main,
    "statistics": statistics.main,
    "evaluation": evaluation.main,
    "reports": reports.main,
    "submissions": submissions.main,
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

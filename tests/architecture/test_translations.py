"""Every text for people is in the catalogues, and French is complete."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_catalogues_hold_every_text_and_french_is_complete():
    done = subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "messages.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

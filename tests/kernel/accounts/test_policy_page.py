import os
from pathlib import Path

from comity.kernel.accounts.policy import BY_VERB
from comity.kernel.accounts.policy_page import policy_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "policy.md"


def test_the_page_is_the_table():
    if os.environ.get("COMITY_UPDATE"):
        PAGE.write_text(policy_page())
    assert PAGE.read_text() == policy_page(), "run COMITY_UPDATE=1 pytest tests/kernel/accounts/test_policy_page.py"
    for verb in BY_VERB:
        assert f"| {verb} |" in PAGE.read_text()

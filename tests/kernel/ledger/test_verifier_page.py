"""The one-file verifier: its own rules for itself, and in a browser the same verdicts as Python's."""

import base64
import hashlib
import os
import re
import shutil
from pathlib import Path

import pytest

from comity.protocol.bundle import Bundle, verify_bundle
from comity.protocol.canonical import canonical_json, parse_json
from comity.protocol.refusals import FormatError
from tests.protocol.logs import LOG
from tests.protocol.test_trust import bundle

PAGE = Path(__file__).resolve().parents[3] / "src/comity/kernel/ledger/data/verifier.html"


def test_only_the_script_and_style_of_the_page_may_run_and_nothing_is_fetched():
    text = PAGE.read_text(encoding="utf-8")
    for name, source in (("script", "script-src"), ("style", "style-src")):
        content = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)[1]
        wanted = "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        text = re.sub(rf"{source} '[^']*'", lambda _, one=source, value=wanted: f"{one} '{value}'", text)
    if os.environ.get("COMITY_UPDATE"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "run COMITY_UPDATE=1 make test to write it anew"
    assert "default-src 'none'" in text
    assert not re.search(r"https?://|fetch\(|XMLHttpRequest|innerHTML|eval\(", text)


def altered(change):
    whole = parse_json(bundle().data)
    change(whole, whole["records"][1])
    return canonical_json(whole) + b"\n"


CASES = {
    "whole": bundle().data,
    "another entry": altered(lambda _, one: one.update(entry=base64.b64encode(b"x").decode())),
    "another index": altered(lambda _, one: one.update(proof=one["proof"].replace("index 7", "index 6"))),
    "a hash flipped": altered(lambda _, one: one.update(proof=one["proof"].replace("index 7\n", "index 7\nA", 1))),
    "another payload": altered(lambda _, one: one["envelope"].update(payload="e30=")),
    "another type": altered(lambda _, one: one["envelope"].update(payloadType="application/y")),
    "another value": altered(lambda _, one: one["disclosures"][0].__setitem__(2, 2.5)),
    "another salt": altered(lambda _, one: one["disclosures"][0].__setitem__(1, base64.b64encode(bytes(32)).decode())),
    "another field": altered(lambda _, one: one["disclosures"][0].__setitem__(0, "finding")),
    "no log key": altered(lambda whole, _: whole["keys"].update(logs=[])),
    "no signer": altered(lambda whole, _: whole["keys"].update(signers=[])),
    "no records": altered(lambda whole, _: whole.update(records=[])),
    "another format": altered(lambda whole, _: whole.update(format="x")),
    "cut short": bundle().data[:-3],
    "another spelling": bundle().data.replace(b'"format"', b' "format"', 1),
    "a repeated name": bundle().data.replace(b'{"format"', b'{"format":"x","format"', 1),
    "root altered": altered(lambda _, one: one.update(proof=one["proof"].replace("\n8\n", "\n9\n"))),
}


def python_says(data):
    try:
        return verify_bundle(Bundle.parse(data)).valid
    except FormatError:
        return False


def test_python_believes_only_the_whole_bundle():
    assert {name for name, data in CASES.items() if python_says(data)} == {"whole"}


def test_a_browser_says_the_same_offline(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        asked, complaints = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(PAGE.as_uri())
        for name, data in CASES.items():
            path = tmp_path / "bundle"
            path.write_bytes(data)
            page.evaluate("document.getElementById('result').replaceChildren()")
            page.set_input_files("#file", [])
            page.set_input_files("#file", path)
            verdict = page.locator("#verdict").inner_text()  # waits until there is one
            assert verdict.startswith("The bundle is whole") == (name == "whole"), (name, verdict)
            if name == "whole":
                said = page.locator("#result").inner_text()
                assert all(text in said for text in ("comity.test/log1", "witness.comity.test/w1", "lab.test", "1.5"))
                assert "Fields that are not shown" in said
        page.locator("#keys").fill(LOG.verifier.vkey.replace("comity.test/log1", "other"))
        page.locator("#keys").blur()
        browser.close()
    assert all(url.startswith("file:") for url in asked)
    assert complaints == []

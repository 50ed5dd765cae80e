"""The style sheets: contrasts, the same dark twice, nothing that was not vendored."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

import comity

WEB = Path(comity.__file__).parent / "kernel" / "web"
STATIC = WEB / "static"
TOKENS = (STATIC / "comity" / "tokens.css").read_text()
TEXT = 4.5  # WCAG 2.2, 1.4.3
CONTROL = 3.0  # WCAG 2.2, 1.4.11
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "muted", "accent") for ground in ("ground", "surface", "faint")],
    *[(tone, f"{tone}-tint", TEXT) for tone in ("good", "attention", "bad", "neutral", "accent")],
    *[(tone, "surface", TEXT) for tone in ("good", "attention", "bad", "neutral")],  # and a letter in its disc
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-bad", "bad", TEXT),
    ("control", "surface", CONTROL),
    ("control", "ground", CONTROL),
]


def block(opening: str) -> dict[str, str]:
    body = TOKENS[TOKENS.index(opening) :].split("{", 1)[1].split("}")[0]
    return dict(re.findall(r"--([\w-]+): ([^;]+);", body))


MODES = {
    "light": block(":root {"),
    "dark by device": block(':root:not([data-bs-theme="light"])'),
    "dark by choice": block(':root[data-bs-theme="dark"]'),
}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_the_published_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=lambda value: str(value))
def test_contrast(mode, front, back, least):
    assert contrast(MODES[mode][front], MODES[mode][back]) >= least


def test_dark_is_the_same_by_device_and_by_choice():
    assert MODES["dark by device"] == MODES["dark by choice"]
    assert MODES["light"].keys() == MODES["dark by choice"].keys()


@pytest.mark.parametrize("library", ["bootstrap", "vega"])
def test_vendored_files_are_as_published(library):
    folder = STATIC / "vendor" / library
    listed = dict(line.split("  ")[::-1] for line in (folder / "SHA256").read_text().splitlines())
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    compressed = {path.name for path in folder.glob("*.gz")}
    assert {path.name for path in folder.iterdir()} == {*listed, *compressed, "SHA256", "SOURCE.md"}
    for name in compressed:
        assert gzip.decompress((folder / name).read_bytes()) == (folder / name.removesuffix(".gz")).read_bytes()


@pytest.mark.django_db
def test_a_first_visit_is_small(client):
    page = client.get("/account/login/").content
    sent = len(page)
    for address in re.findall(rb'(?:href|src)="(/static/[^"]+)"', page):
        response = client.get(address.decode(), headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200
        sent += len(b"".join(response.streaming_content))
    assert sent < 150_000


def test_own_style_uses_tokens_and_logical_properties():
    for sheet in ("comity.css", "controls.css", "charts.css"):
        text = (STATIC / "comity" / sheet).read_text()
        assert not re.findall(
            r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|float: (?:left|right)", text
        )
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", text)) <= {"#fff"}, (
            "a colour that is no token (white behind QR codes excepted)"
        )


@pytest.mark.parametrize("template", sorted(WEB.parents[1].rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(template):
    if "reports" in template.parts:
        pytest.skip("reports are files of their own, not pages of the site")
    text = template.read_text()
    assert not re.search(
        r"\sstyle=|<style|\son(?:click|change|input|submit|load|error|focus|blur|key\w+|mouse\w+)=|javascript:", text
    )
    assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/json\"))", text)
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")

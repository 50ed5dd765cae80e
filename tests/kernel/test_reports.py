import base64
import hashlib
import io
import re
import struct
from dataclasses import replace

import pypdf
import pytest

from comity.kernel.charts import paper_svg, web_svg
from comity.kernel.reports import (
    Report,
    beside,
    bullets,
    callout,
    column,
    coverage,
    facts,
    figure,
    findings,
    heading,
    labels,
    paragraph,
    table,
    tiles,
    to_html,
    to_pdf,
    together,
)
from comity.kernel.reports.coverage import covered, drawable

NASTY = '<script>alert("x")</script> #panic("y") $z$ *bold* \\ @ref {{ jinja }}'


def picture(**more):
    spec = {
        "width": 200,
        "height": 80,
        "data": {"values": [{"a": 1}]},
        "mark": "bar",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    paper = paper_svg(spec)
    return figure("A picture", paper=paper, web=web_svg(paper, description="One bar"), description="One bar", **more)


@pytest.fixture(scope="module")
def report():
    columns = [column("Name", width=1), column("Value", kind="number"), column("Verdict", kind="verdict")]
    rows = [[NASTY, "−1.23 ± 0.45", {"text": "unsatisfactory", "verdict": "unsatisfactory"}] for _ in range(3)]
    rows.append([{"text": "Žluťoučký кот 国家 مختبر Ελλάδα đường", "sub": "small"}, {"text": "1", "strong": True}, "–"])
    blocks = [
        heading("First chapter", anchor="first", number="1"),
        paragraph(NASTY),
        paragraph("Lead", tone="lead"),
        bullets(["one", NASTY]),
        bullets(["first"], ordered=True),
        facts([("Name", "Value")]),
        tiles([{"value": "7", "label": "satisfactory", "verdict": "satisfactory"}, {"value": "2", "label": "items"}]),
        callout(NASTY, tone="questionable", title="Note"),
        findings([{"title": "Look", "verdict": "unsatisfactory", "texts": ["here"]}, {"title": "And", "texts": []}]),
        table("Numbers", columns, rows, stacked=True),
        table("Digests", [column("SHA", kind="digest")], [["ab" * 32]], small=True),
        together([heading("Second", level=2), picture(floating=True)]),
        beside([picture(), picture(width=0.5)]),
    ]
    return Report(
        language="en",
        direction="ltr",
        kicker="Scheme · 2026/1",
        title="A report",
        subtitle=NASTY,
        running="Scheme",
        footer="Footer",
        author="Provider",
        issued="2026-04-02T09:00:00Z",
        blocks=blocks,
        labels=labels("en"),
        contents=True,
        facts=(("Fact", "true"),),
    )


@pytest.fixture(scope="module")
def pdf(report):
    return to_pdf(report)


@pytest.fixture(scope="module")
def page(report):
    return to_html(report)


def fonts(reader):
    for sheet in reader.pages:
        for font in sheet["/Resources"].get("/Font", {}).values():
            yield font.get_object()


def test_pdf_is_tagged_archival_and_named(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.metadata.title == "A report – Scheme · 2026/1"
    assert reader.metadata.author == "Provider"


def test_pdf_embeds_a_subset_of_every_font(pdf):
    found = list(fonts(pypdf.PdfReader(io.BytesIO(pdf))))
    names = {font["/BaseFont"].split("+")[1] for font in found}
    assert names >= {"NotoSans-Regular", "NotoSans-Bold", "NotoSansArabic-Regular", "NotoSansSC-Regular"}
    for font in found:
        assert re.match(r"/[A-Z]{6}\+", font["/BaseFont"])
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_pdf_text_is_what_was_written_and_never_a_command(pdf):
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    flat = re.sub(r"\s+", "", text)
    assert re.sub(r"\s+", "", NASTY) in flat
    for word in ("Žluťoučký", "кот", "国家", "Ελλάδα", "đường", "−1.23±0.45"):
        assert word in flat


def test_the_same_report_gives_the_same_bytes(report, pdf):
    assert to_pdf(report) == pdf
    assert to_pdf(replace(report, issued="2026-04-03T09:00:00Z")) != pdf


def test_right_to_left_is_mirrored(report):
    arabic = replace(report, language="ar", direction="rtl", title="تقرير")
    assert pypdf.PdfReader(io.BytesIO(to_pdf(arabic))).trailer["/Root"]["/Lang"] == "ar"
    assert '<html lang="ar" dir="rtl">' in to_html(arabic)


def test_what_no_font_has_is_a_square_on_paper_and_itself_on_the_page(report):
    odd = "a🙂b \x01 \ue000 \ud83d \u0e01 ქართული 科学捜査 \u200f한국\tz"
    text = pypdf.PdfReader(io.BytesIO(to_pdf(replace(report, subtitle=odd)))).pages[0].extract_text()
    assert "a□b" in text
    assert "科学捜査" in text
    assert "한" not in text
    assert "🙂" in to_html(replace(report, subtitle=odd))


def test_coverage_is_read_from_the_fonts():
    assert covered() >= {ord(character) for character in "Aé−≤′ζЖ国査مกქ"}
    assert 0xFFFF not in covered()
    assert ord("한") not in covered()
    assert drawable("x\x00\ud800") == "x□□"


def test_a_character_map_may_have_gaps():
    segments = [(65, 67, 0, 6), (70, 71, 5, 0), (0xFFFF, 0xFFFF, 1, 0)]  # first, last, shift, way to the glyphs
    lists = [struct.pack(">3H", *(segment[at] for segment in segments)) for at in (1, 0, 2, 3)]
    glyphs = struct.pack(">3H", 9, 0, 11)  # none for the second character
    mapping = struct.pack(">7H", 4, 0, 0, 6, 0, 0, 0) + lists[0] + b"\0\0" + b"".join(lists[1:]) + glyphs
    runs = struct.pack(">HHIII", 12, 0, 28, 0, 1) + struct.pack(">III", 0x1F600, 0x1F601, 3)
    cmap = struct.pack(">HH", 0, 2) + struct.pack(">HHI", 3, 1, 20) + struct.pack(">HHI", 3, 10, 20 + len(mapping))
    head = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, 0)
    assert list(coverage._mapped(head + cmap + mapping + runs)) == [65, 67, 70, 71, 0x1F600, 0x1F601]
    with pytest.raises(ValueError, match="cmap"):
        list(coverage._mapped(head.replace(b"cmap", b"glyf")))


def test_an_unknown_block_is_refused_on_paper(report):
    with pytest.raises(RuntimeError, match="unknown block"):
        to_pdf(replace(report, blocks=[{"type": "poem"}]))


def test_page_admits_only_its_own_style_and_script(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for name, directive in (("style", "style-src"), ("script", "script-src")):
        (text,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_page_has_no_inline_style_handler_or_foreign_address(page):
    body = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.S)
    assert not re.search(r"<[^>]* style=|<[^>]* on\w+=", body)
    assert not re.findall(r'(?:src|href)="(?!#)', body)
    assert not re.search(r"url\((?!#)|@import", page)


def test_page_escapes_every_text(page):
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") >= 6


def test_page_tells_its_structure(page):
    assert '<html lang="en" dir="ltr">' in page
    assert '<a class="skip" href="#main">' in page
    assert page.count("<h1>") == 1
    assert '<h2 id="first">' in page
    assert '<a href="#first">' in page
    assert page.count("<caption") == 2
    assert page.count('<th scope="col"') == 4
    assert page.count('<th scope="row"') == 5
    identifiers = re.findall(r' id="([^"]+)"', page)
    assert len(set(identifiers)) >= len(identifiers) - 2  # the same picture stands there three times

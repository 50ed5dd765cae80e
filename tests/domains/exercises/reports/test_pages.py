"""Two pages for a laboratory of the invented round, whatever was planted in its results."""

import io

import pypdf
import pytest

from comity.domains.exercises.reports import individual_data
from comity.domains.exercises.reports.individual import individual_report
from comity.kernel.reports import to_pdf

MOST_WITH_THREE = 0.05
SAMPLE = 12


def pages(document, codes, language="en"):
    reports = (to_pdf(individual_report(individual_data(document, code), language)) for code in codes)
    return [len(pypdf.PdfReader(io.BytesIO(report)).pages) for report in reports]


def every(document, step=1):
    return [entry["code"] for entry in document["laboratories"]][::step]


@pytest.mark.xdist_group("heavy")
def test_a_sample_of_laboratories_reads_two_pages(document):
    counted = pages(document, every(document, 120 // SAMPLE))
    assert sorted(counted)[:-1] == [2] * (SAMPLE - 1)
    assert max(counted) <= 3  # one in twenty may turn once more


@pytest.mark.xdist_group("heavy")
def test_few_findings_in_every_way_of_reporting_take_two_pages(document):
    """A drift, a wrong unit, a substance missed, one too many, everything late and without uncertainty, a swap."""
    assert set(pages(document, ["L073", "L064", "L112", "L012", "L015", "L037"])) == {2}


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "fr"])
def test_hardly_any_laboratory_turns_to_a_third_page(document, language):
    counted = pages(document, every(document), language)
    assert max(counted) <= 3
    assert counted.count(3) <= MOST_WITH_THREE * len(counted)

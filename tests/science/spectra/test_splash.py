from pathlib import Path

import numpy as np
import pytest

from comity.base.errors import InputError
from comity.science.spectra.formats import RecordError, read_spectra
from comity.science.spectra.splash import splash

LIBRARY = Path(__file__).resolve().parents[3] / "src/comity/domains/substances/data/spectra"


@pytest.mark.parametrize("name", ["library-cc-by-and-cc0.massbank.txt.gz", "library-cc-by-sa.massbank.txt.gz"])
def test_equal_to_what_massbank_published_for_every_record(name):
    count = 0
    for record in read_spectra(LIBRARY / name):
        assert not isinstance(record, RecordError)
        joined = dict(record.other).get("Joined peaks")  # two peaks at one m/z became one: other peaks, other hash
        assert joined or splash(record.mz, record.intensity) == record.splash, record.identifier
        count += 1
    assert count in (3174, 1758)


def test_scale_and_order_do_not_matter():
    mz, intensity = np.array([50.1, 77.2, 105.3]), np.array([10.0, 999.0, 500.0])
    assert splash(mz, intensity) == splash(mz, intensity * 12.5) == splash(mz[::-1], intensity[::-1])
    assert splash(mz, intensity) != splash(mz + 0.001, intensity)


def test_nothing_to_hash_is_refused():
    with pytest.raises(InputError):
        splash(np.array([]), np.array([]))
    with pytest.raises(InputError):
        splash(np.array([50.0]), np.array([0.0]))

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db


def test_the_offline_page_names_nobody_and_needs_only_its_styles(signed_in):
    response = signed_in.get("/offline/")
    text = response.content.decode()
    assert "public" in response["Cache-Control"]
    assert "Ama Mensah" not in text
    assert "csrf" not in text
    for address in re.findall(r'href="(/static/[^"]+)"', text):
        assert finders.find(address.removeprefix("/static/"))


def test_the_service_worker_reaches_the_whole_site_and_keeps_no_record(client):
    response = client.get("/service-worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    script = response.content.decode()
    assert script == Path(finders.find("comity/service-worker.js")).read_text()
    assert "cache.put(PAGE" in script
    assert script.count("cache.put") + script.count("cache.add") == 2, "the page and its styles, nothing else"

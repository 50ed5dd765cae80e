import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.domains.directory.models import ContactPoint, Profile

ROOT = "/api/v1/directory"


def send(browser, method, path, data=None, **headers):
    headers = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return getattr(browser, method)(ROOT + path, json.dumps(data or {}), content_type="application/json", **headers)


def test_list_and_cursor(described, stranger, browser_of):
    browser, names, cursor = browser_of(stranger), [], ""
    while True:
        answer = browser.get(ROOT, {"limit": 2, "cursor": cursor}).json()
        names += [item["name"] for item in answer["items"]]
        cursor = answer["next"]
        if not cursor:
            break
    assert names == sorted(names)
    assert described.name in names
    found = browser.get(ROOT, {"text": "ghana", "discipline": "group:chemistry"}).json()["items"]
    assert [item["disciplines"] for item in found] == [["dna", "drugs"]]


def test_one_entry_and_its_edit_with_versions(described, keeper, browser_of):
    browser, path = browser_of(keeper), f"/{described.pk}"
    read = browser.get(ROOT + path)
    entry = read.json()
    assert entry["scopes"][0]["state"] == "holds"
    profile = {name: entry[name] for name in ("about", "languages", "disciplines")} | {"city": "Kumasi"}
    assert send(browser, "put", f"{path}/profile", profile).status_code == 428
    assert send(browser, "put", f"{path}/profile", profile, if_match=read["ETag"]).json()["city"] == "Kumasi"
    assert send(browser, "put", f"{path}/profile", profile, if_match=read["ETag"]).status_code == 412
    assert Profile.objects.get().city == "Kumasi"
    assert browser.get(f"{ROOT}{path}/history").json()[0]["verb"] == "edit profile"


def test_contact_points(described, keeper, browser_of):
    browser = browser_of(keeper)
    made = send(browser, "post", f"/{described.pk}/contacts", {"function": "Samples", "email": "s@example.org"})
    assert made.status_code == 201
    path = f"/contacts/{made.json()['id']}"
    tag = browser.get(ROOT + path)["ETag"]
    changed = send(browser, "put", path, {"function": "Samples", "email": "t@example.org"}, if_match=tag)
    assert changed.json()["email"] == "t@example.org"
    assert send(browser, "delete", path, if_match=changed["ETag"]).status_code == 204
    assert browser.get(ROOT + path).status_code == 404


def test_scopes(described, keeper, browser_of):
    browser = browser_of(keeper)
    made = send(
        browser, "post", f"/{described.pk}/scopes", {"standard": "ISO/IEC 17020", "body": "B", "until": "2020-01-01"}
    )
    assert (made.status_code, made.json()["state"]) == (201, "ended")
    path = f"/scopes/{made.json()['id']}"
    tag = browser.get(ROOT + path)["ETag"]
    assert send(browser, "put", path, {"standard": "S", "body": "B"}, if_match=tag).json()["state"] == "open"
    assert send(browser, "post", f"{path}/withdraw").json()["state"] == "withdrawn"
    assert send(browser, "post", f"{path}/withdraw").status_code == 409


def test_personal_data_and_what_is_not_listed_stay_where_they_belong(described, keeper, stranger, browser_of):
    browser = browser_of(stranger)
    entry = browser.get(f"{ROOT}/{described.pk}")
    assert "mensah" not in entry.content.decode().casefold()
    assert entry.json()["hidden_contacts"] == 1
    contact = ContactPoint.objects.exclude(person="").get()
    assert browser.get(f"{ROOT}/contacts/{contact.pk}").status_code == 404
    assert (
        send(browser_of(keeper), "put", f"/{described.pk}/profile", {"listed": False}, if_match="*").status_code == 200
    )
    there, nowhere = browser.get(f"{ROOT}/{described.pk}"), browser.get(f"{ROOT}/{uuid.uuid4()}")
    assert (there.status_code, there.json()) == (nowhere.status_code, nowhere.json())
    assert there.status_code == 404


def test_files(described, administrator, stranger, browser_of):
    browser = browser_of(administrator)
    file = SimpleUploadedFile("x.csv", b"kind,name\nlaboratory,New\nlab,Bad\n")
    checked = browser.post(f"{ROOT}/import", {"file": file}).json()
    assert (checked["kept"], checked["created"], checked["faults"][0]["place"]) == (
        False,
        1,
        "x.csv, row 3, column kind",
    )
    file.seek(0)
    assert browser.post(f"{ROOT}/import?dry_run=false&keep_good_rows=true", {"file": file}).json()["kept"]
    exported = browser.get(f"{ROOT}/export", {"form": "json", "country": "GH"}).json()
    assert exported["entries"][0]["name"] == described.name
    file.seek(0)
    assert browser_of(stranger).post(f"{ROOT}/import", {"file": file}).status_code == 403
    assert browser_of(stranger).post(f"{ROOT}/reference").status_code == 403


def test_register_and_vocabulary(administrator, browser_of):
    browser = browser_of(administrator)
    assert send(browser, "post", "", {"kind": "network", "name": "N"}).status_code == 201
    assert {"code": "dna", "name": "DNA", "group": "biology"} in browser.get(f"{ROOT}/disciplines").json()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "/disciplines", "/6f1c2b7e-9d1f-4a57-8c57-0b0f4d6f2f11", "/export"])
def test_visitors_get_nothing(client, path):
    assert client.get(ROOT + path).status_code == 401

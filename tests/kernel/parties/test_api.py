import pytest

from comity.kernel.accounts.roles import Role
from tests.kernel.accounts.test_api import MISSING, Program


@pytest.fixture
def program(house):
    return Program(house.actor("Olive", house.operator, Role.ADMINISTRATOR))


def test_registering_reading_renaming_ending(program):
    made = program.post("/parties", {"kind": "organisation", "name": "Police", "country": "GH"})
    assert made.status_code == 201
    path = f"/parties/{made.json()['id']}"
    read = program.get(path)
    assert read.json() == made.json()
    assert program.patch(path, {"name": "Police Service"}).status_code == 428
    tag = read["ETag"]
    renamed = program.patch(path, {"name": "Police Service", "country": "GH"}, **{"If-Match": tag})
    assert (renamed.status_code, renamed.json()["version"]) == (200, 2)
    assert program.patch(path, {"name": "Late"}, **{"If-Match": tag}).status_code == 412
    assert program.get(path, **{"If-None-Match": renamed["ETag"]}).status_code == 304
    assert program.post(f"{path}/end", {}).json()["ended_on"]
    assert program.post(f"{path}/end", {}).status_code == 409


def test_lists_filter_and_page(program):
    for number in range(5):
        program.post("/parties", {"kind": "network", "name": f"Net {number}"})
    first = program.get("/parties?kind=network&text=net&limit=4").json()
    assert [one["name"] for one in first["items"]] == ["Net 0", "Net 1", "Net 2", "Net 3"]
    rest = program.get(f"/parties?kind=network&text=net&limit=4&cursor={first['next']}").json()
    assert [one["name"] for one in rest["items"]] == ["Net 4", "Network"]
    assert program.get(f"/parties?kind=state&limit=4&cursor={first['next']}").status_code == 422
    assert program.get("/parties?kind=person").json()["items"] == []


def test_memberships(program, house):
    made = program.post(
        "/memberships", {"member": str(house.ministry.pk), "of": str(house.network.pk), "since": "2025-01-01"}
    )
    assert (made.status_code, made.json()["part"]) == (201, False)
    listed = program.get(f"/parties/{house.ministry.pk}/memberships").json()["items"]
    assert [one["of"]["name"] for one in listed] == ["Network"]
    members = program.get(f"/parties/{house.network.pk}/members?on=2024-06-01").json()["items"]
    assert [one["member"]["name"] for one in members] == ["Foreign Institute"]
    ended = program.post(f"/memberships/{made.json()['id']}/end", {"on": "2025-06-01"})
    assert ended.json()["until"] == "2025-06-01"
    assert program.post(f"/memberships/{MISSING}/end", {}).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "person", "name": "x"},
        {"kind": "organisation", "name": ""},
        {"kind": "organisation", "name": "x\u0000y"},
        {"kind": "organisation", "name": "x", "country": "ZZ"},
        {"kind": "organisation", "name": "x" * 10_000},
        {"kind": "nonsense", "name": "x"},
        {"kind": "organisation", "name": "x", "part_of": "not a key"},
    ],
)
def test_what_is_no_party(program, data):
    answer = program.post("/parties", data)
    assert answer.status_code == (400 if "\u0000" in data["name"] else 422)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_administrators_write(house, role):
    reader = Program(house.actor("Some", house.operator, role), ["parties:read"])
    assert reader.post("/parties", {"kind": "organisation", "name": "x"}).status_code == 403
    assert reader.post(f"/parties/{house.institute.pk}/end", {}).status_code == 403


def test_who_is_not_listed_is_as_if_not_there_except_for_their_own(program, house):
    from comity.domains.directory.models import Profile

    Profile.objects.update_or_create(party=house.ministry, defaults={"listed": False})
    program.post("/memberships", {"member": str(house.ministry.pk), "of": str(house.network.pk), "since": "2025-01-01"})
    stranger = Program(house.actor("Mei", house.second_laboratory, Role.ANALYST))
    own = Program(house.actor("Paul", house.ministry, Role.ADMINISTRATOR))
    path = f"/parties/{house.ministry.pk}"
    for reader, seen in ((stranger, False), (own, True), (program, True)):
        names = [one["name"] for one in reader.get("/parties?limit=100").json()["items"]]
        assert (house.ministry.name in names) is seen
        assert (reader.get(path).status_code == 200) is seen
        assert (reader.get(f"{path}/memberships").status_code == 200) is seen
        members = reader.get(f"/parties/{house.network.pk}/members").json()["items"]
        assert (house.ministry.name in [one["member"]["name"] for one in members]) is seen
    assert stranger.get(path).json() == stranger.get(f"/parties/{MISSING}").json(), "one answer for both"

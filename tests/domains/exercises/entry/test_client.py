"""`comity exercises submit` against a node of its own on this machine."""

import hashlib
from datetime import timedelta

import pytest

from comity.base.clock import now
from comity.base.errors import InputError
from comity.cli.main import main
from comity.domains.exercises.conduct.public import public_plan
from comity.domains.exercises.entry.client import Node
from comity.domains.exercises.models import Draft, Submission
from comity.domains.exercises.plan import read_plan
from comity.domains.exercises.submission.spreadsheet import template_csv
from comity.kernel.accounts.authentication import digest
from tests.submission_round import PLAN, close, open_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(house):
    return open_round(house)


@pytest.fixture
def submit(made, live_server, tmp_path, capsys):
    from comity.kernel.accounts.models import ApiToken

    secret = "comity_t_" + "x" * 43
    ApiToken.objects.create(
        assignment_id=made.analyst.assignment_id,
        name="t",
        scopes=["results:read", "results:write"],
        prefix=secret[:15],
        secret_hash=digest(secret),
        created_at=now(),
        expires_at=now() + timedelta(hours=1),
    )
    token = tmp_path / "token"
    token.write_text(secret + "\n")

    def run(result, *more):
        lines = template_csv(public_plan(read_plan(PLAN, "plan.toml")), "K7TXQ4").decode("utf-8-sig").splitlines()
        head, cells = lines[0].split(","), lines[1].split(",")
        for name, text in (("result", result), ("unit", "mg/g"), ("form", "base")):
            cells[head.index(name)] = text
        file = tmp_path / "results.csv"
        file.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]))
        command = ["exercises", "submit", str(file), "--node", live_server.url, "--token-file", str(token), *more]
        code = main(command)
        return code, capsys.readouterr()

    return run


def test_a_file_is_submitted_and_sent_again_gets_the_same_receipt(submit, made, tmp_path):
    receipt = tmp_path / "receipt.json"
    code, said = submit("452.1", "--receipt", str(receipt))
    assert code == 0
    assert hashlib.sha256(receipt.read_bytes()).hexdigest() in said.out
    close(made)
    again, said_again = submit("452.1", "--round", "2026/1")
    assert (again, said_again.out) == (0, said.out)
    assert Submission.objects.get().source == "command line"


def test_faults_name_the_row_of_the_file(submit):
    code, said = submit("forty")
    assert code == 3
    assert "row 2, column result" in said.err
    assert Draft.objects.get().rows[0]["result"] == "forty"
    assert not Submission.objects.exists()


def test_an_unknown_round_lists_what_there_is(submit):
    code, said = submit("452.1", "--round", "1999/1")
    assert code == 3
    assert "2026/1" in said.err


@pytest.mark.parametrize(
    "address", ["", "http://comity.example.org", "ftp://localhost", "https://", "http://127.0.0.1.example.org"]
)
def test_a_token_never_travels_in_clear(address):
    with pytest.raises(InputError):
        Node(address, "secret")


def test_a_node_that_does_not_answer_is_said_in_words():
    node = Node("http://127.0.0.1:9", "secret")
    with pytest.raises(InputError) as refused:
        node.get("/")
    assert refused.value.code == "node-unreachable"


def test_without_a_token_nothing_is_sent(monkeypatch, tmp_path):
    monkeypatch.delenv("COMITY_TOKEN", raising=False)
    assert main(["exercises", "submit", str(tmp_path / "x.csv"), "--node", "http://localhost:1"]) == 3

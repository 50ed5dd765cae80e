import json

import pytest

from comity.cli.main import main
from comity.kernel.audit.models import AuditEntry
from comity.kernel.parties.models import Party

pytestmark = pytest.mark.django_db


def test_reference_export_import(tmp_path, capsys):
    file = tmp_path / "directory.json"
    assert main(["directory", "reference"]) == 0
    assert main(["directory", "export", str(file), "--kind", "json"]) == 0
    assert len(json.loads(file.read_text())["entries"]) == 15
    assert main(["directory", "import", str(file)]) == 0
    assert "0 new, 0 changed, 15 as they were" in capsys.readouterr().out
    assert AuditEntry.objects.filter(verb="import directory", via="system").get().origin == "comity directory import"


def test_faults_are_listed_and_nothing_is_kept(tmp_path, capsys):
    file = tmp_path / "parties.csv"
    file.write_text("kind,name\nlaboratory,Good\nlab,Bad\n")
    assert main(["directory", "import", str(file)]) == 1
    assert "parties.csv, row 3, column kind" in capsys.readouterr().err
    assert main(["directory", "import", str(file), "--dry-run"]) == 1
    assert not Party.objects.exists()
    assert main(["directory", "import", str(file), "--keep-good-rows"]) == 1
    assert Party.objects.get().name == "Good"


def test_a_huge_file_and_a_missing_one(tmp_path, capsys):
    file = tmp_path / "huge.csv"
    with file.open("wb") as stream:
        stream.truncate(200_000_000)
    assert main(["directory", "import", str(file)]) == 3
    assert main(["directory", "import", str(tmp_path / "none.csv")]) == 3
    assert "larger than 20 MB" in capsys.readouterr().err


def test_export_to_standard_output(capsys):
    assert main(["directory", "export", "-"]) == 0
    assert capsys.readouterr().out.startswith("id,version,kind")

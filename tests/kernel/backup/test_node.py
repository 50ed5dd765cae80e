"""What goes into a backup of a node, and what does not; the way back is tested by the command line."""

from pathlib import Path

from comity.kernel.backup.node import _kept


def test_every_file_is_kept_but_the_database_drafts_and_the_backup_itself(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("comity.kernel.backup.databases.kind", lambda: "sqlite")
    monkeypatch.setattr("comity.kernel.backup.databases.sqlite_file", lambda: tmp_path / "comity.sqlite3")
    settings.DATA = tmp_path
    names = ["secret-key", "blobs/ab/abc", "keys/log.key", "mail/1.log"]
    left_out = ["comity.sqlite3", "comity.sqlite3-wal", "my.backup", ".restore-1/secret-key", "blobs/ab/.draft"]
    for name in [*names, *left_out]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "elsewhere").symlink_to("/etc/hostname")
    found = dict(_kept(Path(settings.DATA), tmp_path / "my.backup"))
    assert sorted(found) == sorted(f"files/{name}" for name in names)

"""What the environment says about this node, and what holds where it says nothing.

COMITY_DATA        folder for everything that must survive: database, key, mail            ./var
COMITY_DATABASE    path of an SQLite file, or postgresql://user:password@host/name         COMITY_DATA/comity.sqlite3
COMITY_SECRET_KEY  signs sessions and links; else made once and kept in                    COMITY_DATA/secret-key
COMITY_ADDRESS     where people reach this node, as https://comity.example.org. With https,
                   cookies never travel in clear. Links in mail begin with it.             http://localhost:8000
COMITY_NODE_NAME   name of this node in its keys and its log; it stays for ever            host of COMITY_ADDRESS
COMITY_EXCHANGE_PRIVATE    1 lets this node reach peers inside private networks, also without https
COMITY_HOSTS       further names this node answers to, with commas                         loopback, without an address
COMITY_HSTS        seconds for which browsers must insist on https                         0
COMITY_PROXIES     how many proxies in front are ours and may say whom they speak for      0
COMITY_SECOND_FACTOR   roles in which nobody acts without a second factor, with commas; or none
                                                                                           administrator,coordinator
COMITY_MAIL        smtp://user:password@host:port, smtps://…, console, or file             file, in COMITY_DATA/mail
COMITY_MAIL_FROM   sender of our mail                                                      comity@localhost
COMITY_REPORT_LANGUAGES    languages in which reports of a round are written, with commas    en
COMITY_REPORT_FORMATS      formats in which they are written, with commas       pdf,html,xlsx,csv,json
COMITY_REPORT_PROCESSES    processes that write them at once; with 1, memory is spared     1
COMITY_MAP_WITHOUT_BOUNDARIES   1 draws land only, no boundaries between states
COMITY_LOG         how much a running node tells: info, warning, error                     info
COMITY_DEBUG       1 shows the inside of errors; never where others can reach it
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from comity.kernel.accounts.roles import Role

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
LOCAL_ADDRESS = "http://localhost:8000"
LOG_LEVELS = ("INFO", "WARNING", "ERROR")


def flag(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a yes-or-no setting says yes."""
    return environment.get(name, "").strip().lower() in {"1", "yes", "true", "on"}


def words(name: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """A setting that lists words with commas."""
    return [word.strip() for word in environment.get(name, "").split(",") if word.strip()]


def second_factor_roles(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The roles that need a second factor: administrators and coordinators, unless the node says otherwise."""
    given = words("COMITY_SECOND_FACTOR", environment) or ["administrator", "coordinator"]
    unknown = sorted({*given} - {*(role.value for role in Role), "none"})
    if unknown:
        raise ValueError(f"COMITY_SECOND_FACTOR names roles that do not exist: {', '.join(unknown)}")
    return [] if given == ["none"] else given


def log_level(environment: Mapping[str, str] = os.environ) -> str:
    """From which weight on a running node tells what happens."""
    given = environment.get("COMITY_LOG", "info").strip().upper()
    if given not in LOG_LEVELS:
        raise ValueError(f"COMITY_LOG is {given.lower()}; it can be {', '.join(LOG_LEVELS).lower()}.")
    return given


def address(environment: Mapping[str, str] = os.environ) -> str:
    """Where people reach this node: scheme, host and port, nothing behind."""
    parts = urlsplit(environment.get("COMITY_ADDRESS") or LOCAL_ADDRESS)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("COMITY_ADDRESS begins with http:// or https:// and names a host")
    return f"{parts.scheme}://{parts.netloc}"


def node_name(environment: Mapping[str, str] = os.environ) -> str:
    """The name of this node, as its keys and its log carry it: a host name, or words joined by full stops."""
    found = environment.get("COMITY_NODE_NAME", "").strip().lower() or urlsplit(address(environment)).hostname or ""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?", found):
        raise ValueError("COMITY_NODE_NAME is made of a to z, 0 to 9, full stops and hyphens, at most 100 characters")
    return found


def hosts(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The names this node answers to: that of its address, and those added; else the loopback names only."""
    added = [part.strip() for part in environment.get("COMITY_HOSTS", "").split(",") if part.strip()]
    named = urlsplit(environment.get("COMITY_ADDRESS", "")).hostname
    return [*([named] if named else []), *added] or list(LOOPBACK)


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where everything that must survive lies; made, for its owner only, when it is not there."""
    folder = Path(environment.get("COMITY_DATA") or "var").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The key from the environment, else the one kept in `folder`, else a fresh one that is kept there."""
    given = environment.get("COMITY_SECRET_KEY", "")
    if given:
        return given
    path = folder / "secret-key"
    if not path.exists():
        _keep(path, secrets.token_urlsafe(64))
    return path.read_text(encoding="utf-8").strip()


def _keep(path: Path, secret: str) -> None:
    """Write whole or not at all: two processes that start together end up with the same key."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(secret + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def database(folder: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's settings for the database: an SQLite file out of the box, PostgreSQL where an address says so."""
    given = environment.get("COMITY_DATABASE", "")
    if given.startswith(("postgresql://", "postgres://")):
        return _postgresql(given)
    return _sqlite(Path(given) if given else folder / "comity.sqlite3")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # A writer waits its turn instead of failing half-way; what was acknowledged is on disk.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000;PRAGMA mmap_size=134217728;",
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    where = parts.netloc.rpartition("@")[2]
    socket = unquote(where) if where.upper().startswith("%2F") else ""  # a folder, with %2F for its slashes
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "comity",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket or parts.hostname or "",
        "PORT": "" if socket else str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}},  # seconds until one is told so
    }


def mail(folder: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's settings for mail."""
    given = environment.get("COMITY_MAIL", "file")
    if given == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if given == "file":
        kept = folder / "mail"
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": kept}
    parts = urlsplit(given)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }

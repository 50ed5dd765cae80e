"""Starting Django from the command line, as late as possible: `comity --help` must not wait for it."""

from __future__ import annotations

import os

from comity.base.errors import ComityError
from comity.base.messages import message


def start_django() -> None:
    """Read the settings and load the rooms; a setting that cannot be used is said in words."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.config.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        what = message("command line", "A setting of this node cannot be used: {reason}", reason=str(error))
        remedy = message("command line", "The settings are environment variables that begin with COMITY_.")
        raise ComityError("setting-unusable", what, remedy=remedy) from error


def start_node() -> None:
    """The same, for verbs that need the node's database as this version wants it."""
    start_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        what = message("command line", "The database cannot be reached: {reason}", reason=str(error).strip())
        remedy = message("command line", "Look at COMITY_DATABASE, and whether the server runs.")
        raise ComityError("database-unreachable", what, remedy=remedy) from error
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        what = message("command line", "The database is not there yet, or is of an older version.")
        raise ComityError("not-migrated", what, remedy=message("command line", "Run: comity manage migrate"))

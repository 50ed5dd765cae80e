"""Work in the background. Each task can be repeated safely: what is done already is not done again."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from comity.kernel.accounts.actor import Actor


@task()
def catch_up() -> None:
    """Add to the index what it lacks."""
    from comity.domains.substances.library import index

    index.catch_up()


@task()
def rebuild_index() -> None:
    """Write the index anew, without what was erased."""
    from comity.domains.substances.library import index

    index.rebuild()


@task()
def look_for_signal(key: str) -> None:
    """Draft an alert where another country has reported the same unknown."""
    from comity.domains.substances.watch.drafting import draft_spectral_signal

    draft_spectral_signal(Actor.system("a new unknown was compared with the others"), UUID(key))


@task()
def ask_node(answer: int) -> None:
    """Ask one peer whether it has seen a spectrum."""
    from comity.domains.substances.library.asking import ask

    ask(Actor.system("somebody asked whether others have seen a spectrum"), answer)


def resume_unfinished() -> int:
    """What the index lacks is added when a worker starts: a stop may have come between row and index."""
    from comity.domains.substances.library import index

    return 1 if index.catch_up() else 0

from uuid import uuid4

import pytest

from comity.domains.exercises import tasks

pytestmark = pytest.mark.django_db


def test_a_task_about_nothing_does_nothing():
    for task in (tasks.screen, tasks.evaluate_round, tasks.send_notices):
        task.call(str(uuid4()))
    assert tasks.resume_unfinished() == 0

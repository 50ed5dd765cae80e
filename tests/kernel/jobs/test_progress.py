from comity.kernel.jobs.progress import Progress


def test_stages_fill_their_shares_and_progress_never_goes_back():
    written, times = [], iter(range(100))
    progress = Progress(
        lambda percent, words: written.append((percent, words)),
        {"scores": 20, "reports": 80},
        clock=lambda: next(times),
    )
    progress.stage("scores", 1, 2, "A × cocaine")
    progress.stage("reports", 1, 4)
    progress.stage("scores", 0, 2)
    progress.stage("reports", 9, 4)
    assert [percent for percent, _ in written] == [10, 40, 40, 100]
    assert written[0][1] == "A × cocaine"


def test_it_is_written_at_most_twice_a_second():
    written = []
    moments = iter([0.0, 0.0, 0.1, 0.2, 0.6, 0.6])
    progress = Progress(lambda percent, _words: written.append(percent), {"all": 100}, clock=lambda: next(moments))
    for done in range(4):
        progress.stage("all", done, 4)
    assert written == [0, 75]

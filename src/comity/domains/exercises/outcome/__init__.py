"""What comes of a round after its deadline, as pages and for programs: gates, evaluation, reports, cases, history."""

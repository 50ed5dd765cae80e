"""A round across nodes: announced to partners, whose laboratories enrol, submit and read their reports at home.

Two sides, one set of record types (`comity.domains.exercises.records`):

| at the organiser's node | at the laboratory's node |
| --- | --- |
| `telling`: rounds, answers, receipts, reports go out | `asking`: enrolments and results go out |
| `at_organiser`: enrolments and results come in | `at_laboratory`: rounds, answers, receipts come in; `reports` |

Rules
-----
1. One record for each thing and each node, sealed for that node: no laboratory and no relay learns who else takes part.
2. The newest version of a record counts, and each says its thing whole: order, repetition and loss of older ones change
   nothing.
3. Only the node that announced a round speaks for it; only the node that first named a laboratory speaks for that.
4. Arrival at the organiser's node decides what is late, unless the commitment to the results stood in the log of the
   laboratory's node under a head that a witness known here signed in time: then that time counts (`evidence`).
5. What is decided by the organiser is refused at the laboratory's node, with the name of where it is decided.
"""

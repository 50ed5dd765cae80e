"""Everything a page can do, a program can do; where not, the reason is named here, and holds."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from comity.kernel.accounts.policy import BY_VERB

# Page that writes → the operation that does the same.
TWINS = {
    "web:display": "change_preferences",
    "accounts:mine": "change_preferences",
    "accounts:switch_assignment": "switch_assignment",
    "accounts:create_token": "create_token",
    "accounts:revoke_token": "revoke_token",
    "accounts:invite": "invite_person",
    "accounts:assign_role": "assign_role",
    "accounts:end_assignment": "end_assignment",
    "accounts:withdraw_invitation": "withdraw_invitation",
    "exchange:recall": "recall_record",
    "exchange:withdraw": "withdraw_record",
    "exchange:narrow": "narrow_record",
    "exchange:add": "introduce_peer",
    "exchange:agree": "set_agreement",
    "exchange:suspend": "suspend_peer",
    "exchange:resume": "resume_peer",
    "exchange:synchronise": "synchronise_peer",
    "directory:import": "import_directory",
    "directory:reference": "load_reference_data",
    "directory:register": "register_entry",
    "directory:register-part": "register_party",
    "directory:edit": "edit_profile",
    "directory:rename": "rename_party",
    "directory:end": "end_party",
    "directory:add-contact": "add_contact_point",
    "directory:change-contact": "change_contact_point",
    "directory:remove-contact": "remove_contact_point",
    "directory:add-scope": "add_accredited_scope",
    "directory:change-scope": "change_accredited_scope",
    "directory:withdraw-scope": "withdraw_accredited_scope",
    "directory:add-membership": "add_membership",
    "directory:end-membership": "end_membership",
    "exercises:scheme-new": "create_scheme",
    "exercises:round-new": "create_round",
    "exercises:round-settings": "change_round",
    "exercises:round-open": "open_round",
    "exercises:round-close": "close_round",
    "exercises:round-deadline": "move_deadline",
    "exercises:round-announce": "announce_round",
    "exercises:announcement-withdraw": "withdraw_record",
    "exercises:plan-edit": "save_plan",
    "exercises:plan-file": "save_plan",
    "exercises:plan-freeze": "freeze_plan",
    "exercises:item-data": "record_item_data",
    "exercises:invite": "invite_laboratories",
    "exercises:decide": "decide_request",
    "exercises:withdraw": "withdraw_enrolment",
    "exercises:menu": "set_menu",
    "exercises:permit-new": "record_permit",
    "exercises:permit": "change_permit",
    "exercises:prepare-parcels": "prepare_parcels",
    "exercises:labels": "print_labels",
    "exercises:dispatch": "dispatch_parcel",
    "exercises:dispatch-all": "dispatch_parcel",
    "exercises:delivered": "confirm_delivery",
    "exercises:label": "confirm_delivery",
    "exercises:damaged": "report_damage",
    "exercises:replace": "replace_parcel",
    "exercises:answer": "answer_invitation",
    "exercises:request": "request_enrolment",
    "entry:sheet": "submit_results",
    "entry:autosave": "save_draft",
    "entry:drafts": "save_draft",
    "entry:upload": "submit_results",
    "entry:nominate": "nominate_submission",
    "entry:verdict": "provisional_verdict",
    "outcome:gates": "decide_gate",
    "outcome:run_gates": "request_screening",
    "outcome:request_evaluation": "request_evaluation",
    "outcome:release": "release_round",
    "outcome:file_case": "file_case",
    "outcome:case": "answer_case",
    "outcome:issue_statements": "issue_statement",
    "outcome:issue_statement": "issue_statement",
    "outcome:acknowledge": "acknowledge_notice",
    "outcome:follow_up": "update_follow_up",
}
# Page → the verb that no token is ever given: a person does it, or nobody.
IN_PERSON = {
    "exchange:confirm": "confirm peer",
    "exchange:new_card": "take card",
    "exchange:end": "end peer",
    "exercises:look-up": "look up code",
    "exercises:elsewhere": "tie laboratory",
}
WITHOUT = {
    "accounts:end_session": "of browsers; a program has none, and its token is revoked",
    "accounts:end_other_sessions": "of browsers; a program has none, and its token is revoked",
    "accounts:accept_invitation": "whoever accepts has no account yet, so no token either",
    "entry:verify": "compares a file with a digest and writes nothing; whoever has both compares them without us",
    "exchange:issue_card": "`comity exchange` does it, where the keys are",
    "exchange:route": "no operation yet: who passes on to whom is set by an administrator on the page of a peer",
    "exchange:retry": "no operation yet: what was refused is looked at again by an administrator who sees the list",
}
# Asked by other nodes, who sign; not pages.
FOR_NODES = {"ledger:add_checkpoint", "exchange:peer_receipts", "exchange:peer_hint", "exchange:peer_query"}
FOR_NODES |= {"exchange:peer_nothing"}
# These rooms keep such a table of their own, from the operation to the page (tests/domains/substances).
OWN_TABLE = {"substances", "spectra", "watch", "pictures"}


def addresses(patterns, space="") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, one.namespace or space)
        else:
            yield (f"{space}:{one.name}" if space else str(one.name)), one


def methods_of(view) -> set[str]:
    """What `require_http_methods` and its like leave of the methods; empty: all."""
    found, waiting, seen = set(), [view], set()
    while waiting:
        function = waiting.pop()
        if id(function) in seen:
            continue
        seen.add(id(function))
        cells = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
        for content in [*cells, getattr(function, "__wrapped__", None)]:
            if isinstance(content, list | tuple) and content and all(str(one).isupper() for one in content):
                found |= set(content)
            elif callable(content):
                waiting.append(content)
    return found


def writing_pages() -> set[str]:
    return {
        name
        for name, pattern in addresses(get_resolver().url_patterns)
        if pattern.callback.__module__.startswith("comity.")
        and not name.startswith("api-")
        and (not (allowed := methods_of(pattern.callback)) or "POST" in allowed)
    }


@pytest.fixture(scope="module")
def operations():
    from comity.config.urls import api

    paths = api.get_openapi_schema()["paths"].values()
    return {details["operationId"] for methods in paths for details in methods.values()}


def test_every_page_that_writes_is_named_here():
    pages = {name for name in writing_pages() if name.partition(":")[0] not in OWN_TABLE}
    assert pages == {*TWINS, *IN_PERSON, *WITHOUT, *FOR_NODES}


def test_every_twin_is_an_operation(operations):
    assert not {operation for operation in TWINS.values() if operation not in operations}


def test_what_is_done_in_person_is_never_done_by_a_token():
    assert all(row.scope == "" for verb in IN_PERSON.values() for row in BY_VERB[verb])


def test_nothing_is_called_without_a_twin_that_has_one():
    assert not (TWINS.keys() & WITHOUT.keys()) | (TWINS.keys() & IN_PERSON.keys())

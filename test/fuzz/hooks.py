"""What is asked and checked beside what schemathesis does by itself: whoever has none of the roles that a route names is refused, whatever they send."""

import os
from urllib.parse import urlencode

import schemathesis

ROLE = os.environ.get("FUZZ_ROLE")


# A longer head is answered 431 by the server itself, and cut off while it is still being sent.
LONGEST_QUERY = 8_000


@schemathesis.hook
def filter_query(ctx, query):
    return query is None or len(urlencode(query, doseq=True, errors="replace")) < LONGEST_QUERY


@schemathesis.check
def role_refused(ctx, response, case):
    roles = case.operation.definition.raw.get("x-roles")
    if ROLE is None or roles is None or ROLE in roles:
        return
    # Another method, or no key, as other checks of schemathesis try them, is another matter.
    if response.request.method != case.operation.method.upper() or "Authorization" not in response.request.headers:
        return
    if response.status_code != 403:
        raise AssertionError(f"{ROLE} is answered {response.status_code}; only {', '.join(roles)} may")

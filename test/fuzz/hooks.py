"""What is asked and checked beside what schemathesis does by itself.

Asked too: requests that find something (FUZZ_REAL), in place of three in four made-up paths. Checked too: every operation is open to whoever its
`x-roles` name and to nobody else (FUZZ_ROLE; empty: nobody is logged in), and every problem says how to mend it. FUZZ_ANSWERS gets a line for
each answer.
"""

import json
import os
import threading
from urllib.parse import urlencode
from zlib import crc32

import schemathesis

ROLE = os.environ["FUZZ_ROLE"]
with open(os.environ["FUZZ_REAL"], encoding="utf-8") as file:
    REAL = json.load(file)

# A longer head is answered 431 by the server itself, and cut off while it is still being sent.
LONGEST_QUERY = 8_000


def is_short(query):
    return not query or len(urlencode(query, doseq=True, errors="replace")) < LONGEST_QUERY


@schemathesis.hook
def filter_query(ctx, query):
    return is_short(query)


@schemathesis.hook
def filter_case(ctx, case):
    """Edges of the coverage phase are made as whole cases."""
    return is_short(case.query)


def real_of(operation):
    return REAL.get(operation.label, [])


@schemathesis.hook
def before_add_examples(context, examples):
    operation = context.operation
    for real in real_of(operation):
        body = {"body": real["body"], "media_type": real.get("mediaType", "application/json")} if "body" in real else {}
        examples.append(
            operation.Case(
                path_parameters=real.get("path", {}), query=real.get("query", {}), headers=real.get("headers", {}), **body
            )
        )


def choice(value, of):
    """The same for the same value, in every run."""
    return crc32(repr(value).encode("utf-8", "replace")) % of


@schemathesis.hook
def map_path_parameters(ctx, path_parameters):
    paths = [real["path"] for real in real_of(ctx.operation) if "path" in real]
    if not paths or choice(path_parameters, 4) == 0:
        return path_parameters
    return dict(paths[choice(path_parameters, len(paths))])


@schemathesis.hook
def map_headers(ctx, headers):
    takes_version = any("if-match" in real.get("headers", {}) for real in real_of(ctx.operation))
    if not takes_version or choice(headers, 2) == 0:
        return headers
    return {**{name: value for name, value in (headers or {}).items() if name.lower() != "if-match"}, "if-match": "*"}


def is_of_operation(response, case):
    """Whether the answer is to what the operation describes: checks of schemathesis also try other methods, and other logins."""
    logged_in = "Authorization" in response.request.headers
    return response.request.method == case.operation.method.upper() and logged_in == (ROLE != "")


def problem_of(response):
    if "problem+json" not in "".join(response.headers.get("content-type", [])):
        return None
    return response.json()


@schemathesis.check
def open_to_its_roles_alone(ctx, response, case):
    raw = case.operation.definition.raw
    if not is_of_operation(response, case) or not raw.get("security"):
        return
    roles = raw.get("x-roles")
    status = response.status_code
    if ROLE == "":
        assert status == 401, f"nobody is logged in, and is answered {status}"
    elif roles is not None and ROLE not in roles:
        assert status == 403, f"{ROLE} is answered {status}; only {', '.join(roles)} may"
    elif status in (401, 403):
        # Whoever prepared something cannot approve it, whatever their roles are.
        assert problem_of(response)["type"] == "/problems/four-eyes", f"{ROLE} may, and is answered {status}"


@schemathesis.check
def problem_says_how_to_mend(ctx, response, case):
    problem = problem_of(response)
    if problem is None:
        return
    for member in ("detail", "mend"):
        assert problem.get(member), f"{problem['type']} has no {member}"
    if problem["type"] == "/problems/invalid-request":
        places = problem.get("problems", [])
        assert places, "invalid-request does not say where"
        for place in places:
            assert place.get("in") and place.get("reason"), f"{place} does not say where or why"


LOCK = threading.Lock()
ANSWERS = open(os.environ["FUZZ_ANSWERS"], "a", encoding="utf-8")


def write(case, response, failed):
    line = {
        "operation": case.operation.label,
        "own": is_of_operation(response, case),
        "status": response.status_code,
        "seconds": response.elapsed,
        "failed": failed,
    }
    with LOCK:
        ANSWERS.write(json.dumps(line) + "\n")
        ANSWERS.flush()


@schemathesis.check
def is_counted(ctx, response, case):
    """Not a check: the only hook that schemathesis calls for each answer that it checks."""
    write(case, response, None)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    write(case, response, failure.title)
    return True

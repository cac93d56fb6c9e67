"""What schemathesis would ask and programs would not."""

import schemathesis

ON_BEHALF_OF = "On-Behalf-Of"


@schemathesis.hook
def map_body(context, body):
    """Whole numbers without a fraction. JSON Schema counts 1.0 as an integer; the service reads numbers as their types
    have them, and no program writes a count as 1.0."""
    return whole(body)


def whole(value):
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {name: whole(item) for name, item in value.items()}
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    """Nobody is acted for. Nearly all numbers are no producer's, so a request would be answered 404 before anything else
    of it is looked at. A header that is no number stays, to be refused."""
    if case.headers and str(case.headers.get(ON_BEHALF_OF, "")).isdecimal():
        del case.headers[ON_BEHALF_OF]

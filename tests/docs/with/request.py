# ruff: noqa
class Request:
    headers: dict[str, str] = {}


request, raw_body = Request(), b"{}"

# ruff: noqa

server: Any = None
router: Any = None

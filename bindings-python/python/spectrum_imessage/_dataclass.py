"""``dataclass`` and ``field`` of the standard library, for classes that are made when used.

What ``dataclasses`` writes for a class takes longer than everything else in its module, and a
program uses few of our classes. So each of them holds the place of what would be written until
somebody looks there: makes an instance, compares or prints one, asks for the fields.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
else:
    from _thread import RLock

    # The first one last: who makes an instance finds a class that is complete.
    _NAMES = (
        "__init__",
        "__repr__",
        "__eq__",
        "__hash__",
        "__setattr__",
        "__delattr__",
        "__match_args__",
        "__dataclass_params__",
        "__dataclass_fields__",
    )
    # What a class has for itself.
    _OWN = {"__dict__", "__weakref__", "__doc__"}
    _lock = RLock()

    class _Field:
        __slots__ = ("options",)

        def __init__(self, options):
            self.options = options

    def field(**options):
        """As that of ``dataclasses``."""
        return _Field(options)

    def dataclass(**options):
        """As that of ``dataclasses``, which writes the class when it is used."""

        def decorate(owner):
            fields = {n: one for n, one in vars(owner).items() if isinstance(one, _Field)}
            for name, one in fields.items():
                if "default" in one.options:
                    setattr(owner, name, one.options["default"])
                else:
                    delattr(owner, name)
            for name in _NAMES:
                if name not in vars(owner):
                    setattr(owner, name, _Later(owner, name, options, fields))
            return owner

        return decorate

    class _Later:
        """Holds a place."""

        __slots__ = ("_fields", "_name", "_options", "_owner")

        def __init__(self, owner, name, options, fields):
            self._owner = owner
            self._name = name
            self._options = options
            self._fields = fields

        def __get__(self, instance, kind=None):
            with _lock:
                if vars(self._owner).get(self._name) is self:
                    _make(self._owner, self._options, self._fields)
            return getattr(kind if instance is None else instance, self._name)

    # Of a class that has not got what a newer Python writes.
    _ABSENT = _Later(None, "", {}, {})

    def _make(owner, options, fields):
        import dataclasses

        body = {
            name: value
            for name, value in vars(owner).items()
            if not isinstance(value, _Later) and name not in _OWN
        }
        body["__doc__"] = ""
        for name, one in fields.items():
            body[name] = dataclasses.field(**one.options)
        # Written for a twin, since the owner must not be without its members for a moment: other
        # threads may look.
        twin = dataclasses.dataclass(**options)(type(owner)(owner.__name__, owner.__bases__, body))
        written = {name: value for name, value in vars(twin).items() if name not in _OWN}
        for name in reversed(list(dict.fromkeys([*_NAMES, *written]))):
            if name not in written or not isinstance(vars(owner).get(name, _ABSENT), _Later):
                continue
            for cell in getattr(written[name], "__closure__", None) or ():
                if cell.cell_contents is twin:
                    cell.cell_contents = owner
            setattr(owner, name, written[name])
        for name in [name for name, value in vars(owner).items() if isinstance(value, _Later)]:
            delattr(owner, name)

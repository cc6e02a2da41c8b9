# ruff: noqa: E501
"""What ``python-sync.py`` writes otherwise: names, words of the documentation, and single places."""

from __future__ import annotations

import re

# Names that stand for their counterparts.
WORDS = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "aclose": "close",
    "AsyncGenerator": "Generator",
    "AsyncIterable": "Iterable",
    "AsyncIterator": "Iterator",
    "StopAsyncIteration": "StopIteration",
}

# What documentation and errors say otherwise.
PHRASES = [
    (r"``app = await (Spectrum\([^`]*\))``", r"``app = \1.start()``"),
    (r"`await (Spectrum|Simulator)\((\.\.\.)\)`", r"`\1(\2).start()`"),
    (r"``simulator = await Simulator\(\.\.\.\)``", "``simulator = Simulator(...).start()``"),
    (r"\basync (with|for|def)\b", r"\1"),
    (r"\bawait (?=[\w(])", ""),
    (r"\banext\(", "next("),
    (r"\baclose\b", "close"),
    (r"\b[Aa]n asynchronous (iterator|iterable|generator)", r"an \1"),
    (r"which an error or a cancelled task takes", "which an error or an interruption takes"),
    (r"a cancelled read loses", "an interrupted read loses"),
    (r"when a read fails or\n    is cancelled", "when a read fails or\n    is interrupted"),
    (r"the block\n        fails or is cancelled", "the block\n        fails or is interrupted"),
]

# Where the two differ in more than the awaiting: the module, what stands there once, and what takes
# its place.
EDITS = [
    (
        "__init__",
        re.compile(r'\A""".*?"""\n', re.DOTALL),
        '''"""Agents in iMessage without asyncio: the same names as ``spectrum_imessage``, and calls that wait.

    from spectrum_imessage.sync import Spectrum, effect, imessage

    # Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET.
    with Spectrum(providers=[imessage.config()]) as app:
        for space, message in app.messages:
            if message.platform != "iMessage" or message.content.type != "text":
                continue
            with space.responding():
                message.react(imessage.tapbacks.laugh)
                message.reply(effect("Happy birthday!", imessage.effect.message.celebration))

Threads may share everything here. Ctrl-C ends a call that waits at once, and ``timeout`` limits its
time; such a call is dropped. A call may be made where an event loop runs, but holds it up: there
the asyncio surface is the better one. After a ``fork`` the child must not use what the parent has
started.
"""
''',
    ),
    (
        "__init__",
        "    from . import webhook\n",
        "    from . import webhook\n    from ._port import timeout\n",
    ),
    ("__init__", '    "text",\n', '    "text",\n    "timeout",\n'),
    (
        "_app",
        """    def __await__(self) -> Generator[Any, None, Spectrum]:
        return self._start().__await__()
""",
        '''    def start(self) -> Spectrum:
        """Starts it without ``with``; then end with ``stop()``. Gives the application itself."""
        return self._start()
''',
    ),
    (
        "_app",
        """            handler: Called with the space and the message: an ``async`` function, or a plain one,
                which must be quick.
""",
        """            handler: Called with the space and the message, in a thread.
""",
    ),
    (
        "_app",
        """Jobs that run at the stop get 5 s; a handler that calls ``app.stop()`` itself waits these
        5 s. Cancelling it cancels the handlers that run: what they were handling was not handled,
        and comes again.
""",
        """Jobs that run at the stop get 5 s; a handler that calls ``app.stop()`` itself waits these
        5 s. Interrupted, by Ctrl-C for example, it begins no new job; handlers that run go on in
        their threads, which do not hold the process, and what they do not finish comes again.
""",
    ),
    (
        "_definition",
        """    Methods may run side by side; one that nobody waits for any more is cancelled. What they raise
""",
        """    Methods run in threads, side by side. One that nobody waits for any more goes on, and its answer
    is left; ``messages`` should end when ``destroy_client`` is called. What they raise
""",
    ),
    (
        "_handle",
        'Handler = Callable[["Space", Message], Union["object", None]]\n"""Handles a message: an ``async`` function, or a plain one that is quick."""',
        'Handler = Callable[["Space", Message], object]\n"""Handles a message, in a thread."""',
    ),
    ("_handle", 'BaseException], Union["object", None]]', "BaseException], object]"),
    (
        "_line_chats",
        "Cancelling stops the upload at once.",
        "An exception meanwhile stops the upload at once.",
    ),
    (
        "_message",
        "self._content = self._native.content()",
        "self._content = twin(self._native.content())",
    ),
    (
        "_message",
        "from ._space import Space\n",
        "from ._space import Space\nfrom ._twin import twin\n",
    ),
    (
        "_simulator",
        """    def __await__(self) -> Generator[Any, None, Simulator]:
        return self._start().__await__()
""",
        '''    def start(self) -> Simulator:
        """Starts it without ``with``; then end with ``stop()``. Gives the simulator itself."""
        return self._start()
''',
    ),
    # A string is a source of its letters, if nobody says otherwise.
    (
        "_app",
        """            raise invalid("handler and dead_letter are functions")
""",
        """            raise invalid("handler and dead_letter are functions")
        refuse_async(handler, dead_letter)
""",
    ),
    (
        "_app",
        "        from ._handle import Jobs\n",
        "        from ._crew import refuse_async\n        from ._handle import Jobs\n",
    ),
    (
        "_builders",
        "def text(source: str) -> Text: ...",
        "def text(source: str) -> Text: ...  # pyright: ignore[reportOverlappingOverload]",
    ),
    (
        "_builders",
        "def markdown(source: str) -> Markdown: ...",
        "def markdown(source: str) -> Markdown: ...  # pyright: ignore[reportOverlappingOverload]",
    ),
    (
        "_custom",
        "        arguments = request.arguments()\n",
        "        arguments = {name: twin(one) for name, one in request.arguments().items()}\n",
    ),
    (
        "_custom",
        "from .._user import User\n",
        "from .._user import User\nfrom ._twin import twin\n",
    ),
    ("_simulator", "For test fixtures, which have no event loop.", "For test fixtures."),
    (
        "_space",
        """        Cancelling resets the call. Whether the service had taken the message by then is unknown.
""",
        """        An exception meanwhile, such as ``KeyboardInterrupt`` or that of ``timeout``, resets the
        call. Whether the service had taken the message by then is unknown.
""",
    ),
    (
        "testing",
        re.compile(r'\A""".*?"""\n', re.DOTALL),
        '''"""A test kit for pytest: the fixtures ``spectrum_simulator`` and ``person``, without asyncio.

Those of ``spectrum_imessage.testing`` are there by themselves; these take their place with a line
in ``conftest.py``::

    from spectrum_imessage.sync.testing import person, spectrum_simulator

Settings of the simulator stand in a marker::

    @pytest.mark.spectrum_simulator(lines=["+15559990001"])
    def test_greeting(spectrum_simulator: Simulator, person: Person) -> None:
        with Spectrum(simulator=spectrum_simulator) as app:
            # It ends when the application stops.
            threading.Thread(target=run, args=(app,)).start()
            spectrum_simulator.listening()
            person.text("hello")
            person.receives(text="hello!", within=5)
"""
''',
    ),
]

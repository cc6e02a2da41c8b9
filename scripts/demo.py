"""Plays the demo: starts the simulator and the agent, is the person, prints what both sides see.

usage: demo.py SPECTRUM_SIM AGENT
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

ALICE = "+15551230001"
CHAT = f"any;-;{ALICE}"
PATIENCE = 20.0


class Simulator:
    """The simulator's process and its control address."""

    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen([program, "--json"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())

    def get(self, path: str, **query: object) -> Any:
        text = urllib.parse.urlencode({k: str(v) for k, v in query.items()})
        with urllib.request.urlopen(f"{self.ready['page_url']}{path}?{text}") as answer:
            return json.load(answer)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"{self.ready['page_url']}{path}",
            json.dumps(body).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def environment(self) -> dict[str, str]:
        """What leads a client here."""
        return {
            "SPECTRUM_PROJECT_ID": self.ready["project_id"],
            "SPECTRUM_PROJECT_SECRET": self.ready["project_secret"],
            "SPECTRUM_CLOUD_URL": self.ready["cloud_url"],
            "SPECTRUM_IMESSAGE_ADDRESS": self.ready["imessage_address"],
            "SPECTRUM_IMESSAGE_LINE_ADDRESS": self.ready["imessage_address"],
            "SPECTRUM_CA_FILE": self.ready["ca_file"],
        }


def until_the_agent_listens(sim: Simulator, agent: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while sim.get("/api/state")["open_streams"] == 0:
        if agent.poll() is not None:
            sys.exit("demo: the agent ended before it listened")
        if time.monotonic() > deadline:
            sys.exit("demo: the agent does not listen")
        time.sleep(0.05)


def say(side: str, text: str) -> None:
    print(f"  {side:>8}  {text}")


def describe(sighting: dict[str, Any]) -> str | None:
    """What the person sees of the agent, in words."""
    kind = sighting["kind"]
    if kind == "typing":
        return "… is typing" if sighting["on"] else None
    if kind == "reaction":
        return f"{sighting['emoji']}  (tapback {sighting.get('tapback')})"
    if kind == "background":
        picture = sighting["background"]
        return f"new chat background: {json.dumps(picture)}" if picture else "background cleared"
    if kind == "message":
        message = sighting["message"]
        extra = [f"effect: {message['effect']}"] if message.get("effect") else []
        extra += ["a reply"] if message.get("reply_to") else []
        return str(message["text"]) + (f"   ({', '.join(extra)})" if extra else "")
    return str(kind)


def main(program: str, example: str) -> int:
    sim = Simulator(program)
    with tempfile.TemporaryFile("w+") as output:
        agent = subprocess.Popen(
            [sys.executable, "-u", example],
            env={**os.environ, **sim.environment()},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            until_the_agent_listens(sim, agent)
            print(f"\nAs Alice ({ALICE}) sees it:")
            seen = 0
            for text, last in [
                ("hi there!", {"kind": "message"}),
                ("it's my birthday today", {"kind": "background"}),
            ]:
                say("Alice", text)
                sim.post(f"/api/people/{ALICE}/text", {"text": text})
                sim.get("/api/wait", person=ALICE, after=seen, timeout=PATIENCE, **last)
                # The typing indicator goes after the last word.
                sim.get("/api/wait", person=ALICE, after=seen, timeout=PATIENCE, typing="off")
                for sighting in sim.get("/api/seen", person=ALICE, after=seen)["seen"]:
                    seen = sighting["n"]
                    words = describe(sighting)
                    if words:
                        say("agent", words)
            conversation = sim.get(f"/api/conversations/{urllib.parse.quote(CHAT)}")
        finally:
            agent.terminate()
            agent.wait(10)
            sim.process.terminate()
            sim.process.wait(10)
        output.seek(0)
        print("\nAs the agent sees it:")
        for line in output.read().splitlines():
            print(f"  {line}")
    kept = [m for m in conversation["messages"] if m.get("effect")]
    complete = bool(kept) and bool(conversation.get("background"))
    complete = complete and any(m.get("reactions") for m in conversation["messages"])
    print(
        f"\nThe service keeps {len(conversation['messages'])} messages, an effect, a tapback and a "
        "background."
        if complete
        else f"\ndemo: something is missing: {json.dumps(conversation)[:2000]}"
    )
    return 0 if complete else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], str(Path(sys.argv[2]))))

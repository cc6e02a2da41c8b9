#!/usr/bin/env python3
"""Stands in for a Mac in the scenarios: Messages with its database, and osascript.

usage: mac.py [--json] [--exit-with-stdin] --local DATABASE

A process of its own, because two copies of SQLite in one process must not have one database open.
It copies the database (of this folder), prints one line of JSON with `database`, `osascript` and
`page_url`, and does what is POSTed to the page:

  /api/text       {guid, text, chat, handle, own, reply_to}   a message; of this account with own
  /api/file       {guid, name, text, state}                   a message with a file of that text
  /api/reaction   {guid, target, kind, emoji}                 kind is Apple's number
  /api/group      {guid, item, action, title, other}          an event of the group
  /api/edit       {guid, text}     /api/unsend {guid}
  /api/read       {guid}           /api/delivered {guid}      /api/failed {guid, error}
  /api/osascript  {exit, stderr, silent}    how calls end from now on; silent: no row appears

A call of osascript is written into the database as Messages would, with the guids SENT-1, SENT-2, …
GET /api/transcript lists the calls. Other arguments of spectrum-sim are read over.
"""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable

HERE = Path(__file__).resolve().parent
EPOCH = 978_307_200
DIRECT, GROUP, ADA = 1, 3, 1


def now() -> int:
    """Nanoseconds since 2001."""
    return time.time_ns() - EPOCH * 1_000_000_000


class Mac:
    """Messages and its database."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        self.database = home / "Library" / "Messages" / "chat.db"
        self.program = home / "bin" / "osascript"
        self.attachments = home / "Library" / "Messages" / "Attachments"
        self.attachments.mkdir(parents=True)
        self.program.parent.mkdir()
        shutil.copyfile(HERE / database, self.database)
        self.program.symlink_to(HERE / "osascript")
        self.lock = threading.Lock()
        self.writer = sqlite3.connect(self.database, timeout=20, check_same_thread=False)
        self.writer.execute("PRAGMA journal_mode = WAL")
        self.sent = 0
        self.silent = False
        self.calls: list[dict[str, Any]] = []

    def insert(self, table: str, **columns: object) -> int:
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        return int(self.writer.execute(sql, list(columns.values())).lastrowid or 0)

    def message(self, guid: str, chat: int, own: bool = False, **columns: object) -> int:
        row = {"handle_id": 0 if own else ADA, "service": "iMessage", "date": now(), **columns}
        rowid = self.insert("message", guid=guid, is_from_me=own, is_sent=own, **row)
        self.insert("chat_message_join", chat_id=chat, message_id=rowid)
        return rowid

    def attachment(self, message: int, guid: str, name: str, path: str, state: int) -> None:
        rowid = self.insert(
            "attachment",
            guid=guid,
            original_guid=guid,
            filename=path,
            transfer_name=name,
            transfer_state=state,
            total_bytes=5,
        )
        self.insert("message_attachment_join", message_id=message, attachment_id=rowid)

    def change(self, guid: str, **columns: object) -> None:
        names = ", ".join(f"{name} = ?" for name in columns)
        self.writer.execute(f"UPDATE message SET {names} WHERE guid = ?", [*columns.values(), guid])

    def chat_of(self, route: str, target: str) -> int:
        """The conversation that a call names; one that is new begins with it."""
        column = "guid" if route == "chat" else "chat_identifier"
        found = self.writer.execute(f"SELECT ROWID FROM chat WHERE {column} = ?", [target])
        row = found.fetchone()
        if row:
            return int(row[0])
        guid = f"any;-;{target}"
        return self.insert(
            "chat", guid=guid, style=45, chat_identifier=target, service_name="iMessage"
        )

    # What is POSTed.

    def text(self, body: dict[str, Any]) -> None:
        columns = {"text": body["text"], "handle_id": body.get("handle", ADA)}
        if "reply_to" in body:
            columns["thread_originator_guid"] = body["reply_to"]
        own = body.get("own", False)
        self.message(body["guid"], body.get("chat", DIRECT), own, **columns)

    def file(self, body: dict[str, Any]) -> None:
        name, guid = body["name"], body["guid"]
        (self.attachments / name).write_text(body.get("text", "bytes"), encoding="utf-8")
        text = "\ufffc" + body.get("caption", "")
        rowid = self.message(guid, DIRECT, text=text, cache_has_attachments=1)
        path = f"~/Library/Messages/Attachments/{name}"
        self.attachment(rowid, f"AT-{guid}", name, path, body.get("state", 5))

    def reaction(self, body: dict[str, Any]) -> None:
        self.message(
            body["guid"],
            DIRECT,
            associated_message_type=body["kind"],
            associated_message_guid=f"p:0/{body['target']}",
            associated_message_emoji=body.get("emoji"),
        )

    def group(self, body: dict[str, Any]) -> None:
        self.message(
            body["guid"],
            GROUP,
            item_type=body["item"],
            group_action_type=body.get("action", 0),
            group_title=body.get("title"),
            other_handle=body.get("other", 0),
        )

    def edit(self, body: dict[str, Any]) -> None:
        self.change(body["guid"], text=body["text"], date_edited=now())

    def unsend(self, body: dict[str, Any]) -> None:
        self.change(body["guid"], text=None, is_empty=1, date_edited=now(), date_retracted=now())

    def read(self, body: dict[str, Any]) -> None:
        self.change(body["guid"], date_read=now())

    def delivered(self, body: dict[str, Any]) -> None:
        self.change(body["guid"], date_delivered=now(), is_delivered=1)

    def failed(self, body: dict[str, Any]) -> None:
        self.change(body["guid"], error=body["error"])

    def osascript(self, body: dict[str, Any]) -> None:
        folder = self.program.parent
        (folder / "words").write_text(body.get("stderr", ""), encoding="utf-8")
        (folder / "answer").write_text(
            f'cat "$folder/words" >&2; exit {int(body.get("exit", 0))}\n', encoding="utf-8"
        )
        self.silent = body.get("silent", False)

    # What is called.

    def called(self, folder: Path) -> None:
        arguments = sorted(folder.glob("argument.*"), key=lambda path: int(path.suffix[1:]))
        *_, route, target, kind, payload = [path.read_text("utf-8") for path in arguments]
        name = Path(payload).name if kind == "file" else payload
        request = {"route": route, "target": target, "kind": kind, "payload": name}
        self.calls.append({"method": "osascript", "request": request})
        if self.silent:
            return
        self.sent += 1
        guid, chat = f"SENT-{self.sent}", self.chat_of(route, target)
        if kind == "file":
            rowid = self.message(guid, chat, own=True, cache_has_attachments=1)
            self.attachment(rowid, f"AT-{guid}", name, payload, 5)
        else:
            self.message(guid, chat, own=True, text=payload)
        self.writer.commit()

    def take_calls(self) -> None:
        """The calls since this was done last."""
        while True:
            folder = self.program.parent / f"call.{len(self.calls)}"
            if not (folder / "ready").exists():
                return
            self.called(folder)

    def watch_calls(self) -> None:
        while True:
            with self.lock:
                self.take_calls()
            time.sleep(0.005)


def page(mac: Mac) -> type[BaseHTTPRequestHandler]:
    actions: dict[str, Callable[[dict[str, Any]], None]] = {
        f"/api/{name}": getattr(mac, name)
        for name in (
            "text",
            "file",
            "reaction",
            "group",
            "edit",
            "unsend",
            "read",
            "delivered",
            "failed",
            "osascript",
        )
    }

    class Page(BaseHTTPRequestHandler):
        def answer(self, status: int, value: object) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            with mac.lock:
                mac.take_calls()
                self.answer(200, {"entries": mac.calls})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"] or 0)) or "{}")
            action = actions.get(self.path)
            if action is None:
                return self.answer(404, {"error": f"there is no {self.path}"})
            with mac.lock:
                # What was called before belongs to how things were then.
                mac.take_calls()
                action(body)
                mac.writer.commit()
            return self.answer(200, {})

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Page


def main() -> None:
    arguments = sys.argv[1:]
    database = arguments[arguments.index("--local") + 1]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory() as home:
        mac = Mac(Path(home), database)
        server = ThreadingHTTPServer(("127.0.0.1", 0), page(mac))
        for work in (mac.watch_calls, server.serve_forever):
            threading.Thread(target=work, daemon=True).start()
        # The names that the runners know of the simulator; there is no service.
        ready = {name: "" for name in ("cloud_url", "imessage_address", "ca_file")}
        ready |= {"imessage_address_plain": "", "project_id": "", "project_secret": ""}
        ready |= {"database": str(mac.database), "osascript": str(mac.program)}
        ready |= {"page_url": f"http://127.0.0.1:{server.server_port}"}
        print(json.dumps(ready), flush=True)
        if "--exit-with-stdin" in arguments:
            sys.stdin.read()
        else:
            signal.pause()


if __name__ == "__main__":
    main()

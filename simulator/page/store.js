// What the page knows: conversations as the simulator tells them, and what was chosen here.

import { get } from "./api.js";

export const AGENT = "agent";
const FIRST_PERSON = "+15551230001";
/** A conversation of more messages than this goes on with the newest of them. */
const MOST = 600;
const NEWEST = 400;

/** The key of a conversation: two lines of a project may each know the same person. */
export const keyOf = (chat) => `${chat.line}\n${chat.guid}`;

const listeners = new Map();

/** Calls back when something of that name happens. */
export function on(name, listen) {
  listeners.set(name, [...(listeners.get(name) ?? []), listen]);
}

export function tell(name, detail) {
  for (const listen of listeners.get(name) ?? []) listen(detail);
}

/** What this browser remembers. Private windows may refuse to. */
export const memory = {
  read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`spectrum.${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(`spectrum.${name}`, JSON.stringify(value));
    } catch {
      // Then it is forgotten with the window.
    }
  },
};

export const store = {
  /** Whether the simulator answers. */
  connected: false,
  lines: [],
  shared: true,
  project: "",
  connect: {},
  uploadLimit: 0,
  /** Key to { chat, first, messages, seen, base }; `first` is the number of the oldest message that is here. */
  chats: new Map(),
  /** The address of the person whom one plays. */
  me: memory.read("me", FIRST_PERSON),
  /** People who were added here: address to name. */
  people: memory.read("people", { [FIRST_PERSON]: "" }),
  /** The key of the open conversation. */
  open: undefined,
  switches: {},
};

export const opened = () => store.chats.get(store.open);

/** The conversations of the person whom one plays, newest first. */
export function mine() {
  const own = [...store.chats.values()].filter(({ chat }) => chat.people.includes(store.me));
  // Of those of one moment the one that began last is the newest.
  return own.reverse().sort((a, b) => Date.parse(dateOf(b)) - Date.parse(dateOf(a)));
}

function dateOf({ chat, messages, since }) {
  return messages.at(-1)?.date ?? chat.notes.at(-1)?.date ?? since ?? "1970-01-01";
}

/** What the person whom one plays has not seen yet, in a conversation. */
export function unread({ messages, first, seen, base }) {
  const from = (seen.get(store.me) ?? base) - first;
  return messages.filter((message, at) => at >= from && message && message.from !== store.me).length;
}

function see(entry) {
  entry?.seen.set(store.me, entry.first + entry.messages.length);
}

/** Everybody who was ever seen. */
export function everybody() {
  const all = new Set([...Object.keys(store.people), store.me]);
  for (const { chat } of store.chats.values()) chat.people.forEach((person) => all.add(person));
  return [...all].sort();
}

export function open(key) {
  if (opened()) opened().reading = false;
  store.open = key;
  see(opened());
  tell("open");
  tell("list");
}

export function become(person, name) {
  store.me = person;
  if (name !== undefined) store.people[person] = name;
  else store.people[person] ??= "";
  memory.write("me", person);
  memory.write("people", store.people);
  if (!opened()?.chat.people.includes(person)) store.open = undefined;
  see(opened());
  tell("me");
  tell("open");
  tell("list");
}

/** Everything anew, as it is after a connection. */
export function begin(snapshot) {
  const before = store.chats;
  Object.assign(store, {
    connected: true,
    lines: snapshot.lines,
    shared: snapshot.shared,
    project: snapshot.project,
    connect: snapshot.connect,
    uploadLimit: snapshot.limits.upload,
  });
  store.chats = new Map(
    snapshot.chats.map(({ chat, messages }) => {
      const { seen = new Map(), base = chat.count } = before.get(keyOf(chat)) ?? {};
      return [keyOf(chat), { chat, messages, first: chat.count - messages.length, seen, base }];
    }),
  );
  tell("lines");
  tell("list");
  tell("open");
}

/** What changed. New messages are told one by one, so that effects play once. */
export function change({ chats, messages }) {
  for (const chat of chats) {
    const entry = store.chats.get(keyOf(chat));
    if (entry) entry.chat = chat;
    else
      store.chats.set(keyOf(chat), {
        chat,
        messages: [],
        first: 0,
        seen: new Map(),
        base: 0,
        since: new Date().toISOString(),
      });
  }
  const fresh = [];
  for (const { line, chat, at, message } of messages) {
    const key = keyOf({ line, guid: chat });
    const entry = store.chats.get(key);
    if (!entry || at < entry.first) continue;
    if (entry.messages.length === 0) entry.first = at;
    const isNew = entry.messages[at - entry.first] === undefined;
    entry.messages[at - entry.first] = message;
    if (!isNew) continue;
    trim(entry);
    fresh.push({ key, message });
    if (key === store.open) see(entry);
  }
  tell("list");
  if (chats.some((chat) => keyOf(chat) === store.open)) tell("thread");
  for (const one of fresh) tell("message", one);
}

/** Forgets old messages that nobody asked for: they can be asked for. */
function trim(entry) {
  if (entry.reading || entry.messages.length <= MOST) return;
  const gone = entry.messages.length - NEWEST;
  entry.messages.splice(0, gone);
  entry.first += gone;
  entry.older = undefined;
}

/** Older messages of the open conversation. */
export async function older() {
  const entry = opened();
  const { guid: chat, line } = entry.chat;
  const found = await get("/api/page/messages", { chat, line, before: entry.first });
  entry.reading = true;
  entry.messages.unshift(...found.messages);
  entry.first = found.first;
  entry.older = found.more;
  tell("thread");
}

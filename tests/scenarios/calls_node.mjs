// The steps that ask the service itself, in terms of the npm package: calls of a line, its streams, pages.

/** What a method takes by position, in its order; everything else is an option. */
const POSITIONS = {
  "addresses.get": ["address"],
  "addresses.isFocusSilenced": ["address"],
  "addresses.isIMessageAvailable": ["address"],
  "attachments.get": ["guid"],
  "chats.count": [],
  "chats.create": ["addresses"],
  "chats.get": ["chat"],
  "chats.hasBackground": ["chat"],
  "chats.markRead": ["chat"],
  "chats.removeBackground": ["chat"],
  "chats.setBackground": ["chat", "data"],
  "chats.setTyping": ["chat", "isTyping"],
  "chats.shareContactInfo": ["chat"],
  "events.catchUp": ["since"],
  "events.chats": ["chat"],
  "events.groups": ["chat"],
  "events.messages": ["chat"],
  "events.polls": ["pollMessage"],
  "groups.addParticipants": ["chat", "addresses"],
  "groups.getIcon": ["chat"],
  "groups.leave": ["chat"],
  "groups.removeIcon": ["chat"],
  "groups.removeParticipants": ["chat", "addresses"],
  "groups.setDisplayName": ["chat", "displayName"],
  "groups.setIcon": ["chat", "data"],
  "locations.get": ["address"],
  "locations.list": [],
  "locations.request": ["chat", "address"],
  "locations.watch": ["address"],
  "messages.edit": ["chat", "message", "text"],
  "messages.get": ["guid"],
  "messages.getEmbeddedMedia": ["chat", "message"],
  "messages.listInChat": ["chat"],
  "messages.listRecent": [],
  "messages.notifySilenced": ["chat", "message"],
  "messages.placeSticker": ["chat", "message", "attachment", "placement"],
  "messages.sendAttachment": ["chat", "attachment"],
  "messages.sendCustomizedMiniApp": ["chat", "card"],
  "messages.sendMultipart": ["chat", "parts"],
  "messages.sendText": ["chat", "text"],
  "messages.setReaction": ["chat", "message", "reaction", "isSet"],
  "messages.unsend": ["chat", "message"],
  "messages.updateCustomizedMiniApp": ["session", "card"],
  "polls.addOption": ["pollMessage", "text"],
  "polls.create": ["chat", "title", "options"],
  "polls.get": ["pollMessage"],
  "polls.unvote": ["pollMessage"],
  "polls.vote": ["pollMessage", "optionIdentifier"],
};

const time = (text) => new Date(text);
const bytes = (text) => Buffer.from(text, "base64");
/** Arguments that JSON has no form of its own for. */
const TYPES = { after: time, before: time, attributedBody: bytes, data: bytes };

/** An answer as JSON; it is compared by what a step names of it. */
export class Answer {
  constructor(value) {
    this.value = plain(value) ?? null;
  }
}

/** Arguments with the types of the package. */
export function typed(given = {}) {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, TYPES[name]?.(value) ?? value]));
}

/** Calls a method of a line by the name of its operation. */
export function invoke(line, operation, given) {
  const [namespace, method] = operation.split(".");
  const positions = POSITIONS[operation];
  if (!positions) throw new TypeError(`the runner knows no operation ${operation}`);
  const options = typed(given);
  const args = positions.map((name) => {
    const value = options[name];
    delete options[name];
    return value;
  });
  return line[namespace][method](...args, options);
}

/** A message of a page, by what scenarios name. */
export function shown({ id, content, sender, direction, platform, space }) {
  const { type, text, emoji, tapback } = content;
  const { phone, type: spaceType } = space;
  return { id, type, text, emoji, tapback, sender: sender?.id, direction, platform, phone, spaceType };
}

function plain(value) {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

/** Whether a value has all that is wanted of it. Lists are compared whole, objects by what is named. */
export function covers(got, wanted) {
  if (typeof wanted !== "object" || wanted === null) return (got ?? null) === wanted;
  if (typeof got !== "object" || got === null || Array.isArray(got) !== Array.isArray(wanted)) return false;
  if (Array.isArray(wanted) && got.length !== wanted.length) return false;
  return Object.entries(wanted).every(([name, field]) => covers(got[name], field));
}

/**
 * Texts that begin with `@` name what is stored: a message, a space, or a field of an answer
 * (`@poll.options.0.optionIdentifier`).
 */
export function resolve(value, stored) {
  if (Array.isArray(value)) return value.map((item) => resolve(item, stored));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, resolve(field, stored)]));
  }
  if (typeof value !== "string" || !value.startsWith("@")) return value;
  const [name, ...path] = value.slice(1).split(".");
  const found = path.reduce((of, field) => of?.[field], stored.get(name));
  if (found === undefined) throw new TypeError(`nothing is called ${value}`);
  return found;
}

/** What is expected of an answer: a stored message or space stands for its id. */
export function expected(value, stored) {
  if (Array.isArray(value)) return value.map((item) => expected(item, stored));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, expected(field, stored)]));
  }
  const found = resolve(value, stored);
  return found?.platform === undefined ? found : found.id;
}

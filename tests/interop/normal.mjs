// A surfaced message as the recordings write it, with ids, sequences and times masked: those differ from run to run.
const MASKS = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|<uuid>/gi, "#"],
  [/\b(?:M|ATT|SENT|REACT|POLL|SESSION|IN|OUT|R|opt)-[A-Za-z0-9]+\b/g, "#"],
  [/any;\+;chat\d+/g, "any;+;#"],
  [/:(reaction|read|group):\d+/g, ":$1:N"],
  [/:(selected|deselected):\d+/g, ":$1:T"],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z|<now>/g, "<date>"],
];
// The recorded ones were chosen by hand, and do not fit their files.
const SIZES = ["size", "totalBytes", "partCount"];
const CORE = new Set(
  "id content direction platform react read reply edit unsend sender space timestamp partIndex parentId".split(" "),
);

export const masked = (text) => MASKS.reduce((done, [what, by]) => done.replace(what, by), text);

const isMessage = (value) =>
  typeof value.id === "string" && value.content && "type" in value.content && "direction" in value;
const isSpace = (value) => typeof value.send === "function" && typeof value.id === "string" && !("content" in value);
const space = ({ id, type, phone }) => ({ id, type, phone });

function plain(value, top = false) {
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return undefined;
  if (value === null || ["number", "boolean", "string"].includes(typeof value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map((item) => plain(item, top) ?? null);
  if (isSpace(value)) return space(value);
  if (isMessage(value)) return message(value, top);
  const entries = Object.entries(value).map(([name, item]) => [name, plain(item)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function message(value, top) {
  const { __platform, ...sender } = value.sender ? plain(value.sender) : {};
  const out = {
    id: value.id,
    platform: value.platform,
    direction: value.direction,
    timestamp: plain(value.timestamp),
    sender: value.sender ? sender : undefined,
    space: value.space ? space(value.space) : undefined,
    content: plain(value.content),
    partIndex: value.partIndex,
    parentId: value.parentId,
  };
  if (top) {
    const native = Object.entries(value)
      .filter(([name]) => !CORE.has(name))
      .map(([name, item]) => [name, plain(item)])
      .filter(([, item]) => item !== undefined);
    if (native.length > 0) out.native = Object.fromEntries(native);
  }
  return Object.fromEntries(Object.entries(out).filter(([, item]) => item !== undefined));
}

const sorted = (value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, item]) => [name, sorted(item)]),
      )
    : Array.isArray(value)
      ? value.map(sorted)
      : value;

/** A pair of `app.messages`, masked. */
export const surfaced = (where, what, native) => normal({ space: space(where), message: message(what, true) }, native);

const ERROR = "code status grpcCode retryable context kind platform contentType action detail".split(" ");

function error(failed) {
  const out = { class: failed.constructor.name };
  if (failed.name && failed.name !== out.class) out.name = failed.name;
  for (const name of ERROR) if (failed[name] !== undefined) out[name] = plain(failed[name]);
  return { ...out, message: String(failed.message) };
}

// The scripted service described every file that was sent as the same picture.
const SCRIPTED = [...SIZES, "attachmentMetadata"];

const tidy = (value) => {
  const drop = (name, item) => (SCRIPTED.includes(name) ? undefined : item);
  return value === undefined ? undefined : JSON.parse(masked(JSON.stringify(sorted(value), drop)));
};

/** What a call came to, masked: what it answered, or raised. */
export const outcome = (result, failed) => tidy(failed ? { error: error(failed) } : { result: plain(result, true) });

/** The recorded one, masked in the same way. */
export const recordedOutcome = ({ result, error: failed }) => tidy(failed ? { error: failed } : { result });

/** A recorded one, masked in the same way. `native` names the native fields that count; all, if it is not given. */
export function normal({ space: where, message: what }, native) {
  const one = { ...what };
  if (one.native) {
    const names = (native ?? Object.keys(one.native)).filter((name) => !SIZES.includes(name));
    one.native = Object.fromEntries(names.map((name) => [name, one.native[name]]));
  }
  const drop = (name, value) => (SIZES.includes(name) ? undefined : value);
  return JSON.parse(masked(JSON.stringify(sorted({ space: where, message: one }), drop)));
}

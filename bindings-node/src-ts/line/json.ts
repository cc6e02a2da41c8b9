// Arguments and answers as JSON: bytes in base64, times in RFC 3339, 64-bit numbers as text.
import { ValidationError } from "../errors.js";
import type { CatchUpComplete, EventFields, EventRecord } from "./changes.js";
import type {
  AppliedReactionRecord,
  LocationRecord,
  LocationUpdate,
  MediaRecord,
  MessageRecord,
  PlacedStickerRecord,
} from "./records.js";

/** Every record that has a field which JSON has no form of its own for. */
type Records =
  | AppliedReactionRecord
  | CatchUpComplete
  | EventFields
  | EventRecord
  | LocationRecord
  | LocationUpdate
  | MediaRecord
  | MessageRecord
  | PlacedStickerRecord;

/** The names of the fields of a type. */
type Fields<R, V> = R extends unknown ? { [K in keyof R]-?: NonNullable<R[K]> extends V ? K : never }[keyof R] : never;

const time = (text: string): Date => new Date(text);
const bytes = (text: string): Uint8Array => Buffer.from(text, "base64");

// Keyed by name so that a field cannot be forgotten.
const CONVERSIONS: Readonly<
  Record<Fields<Records, Date>, typeof time> &
    Record<Fields<Records, Uint8Array>, typeof bytes> &
    Record<Fields<Records, bigint>, typeof BigInt>
> = {
  data: bytes,
  dateCreated: time,
  dateDelivered: time,
  dateEdited: time,
  dateExpressiveSendPlayed: time,
  datePlayed: time,
  dateRead: time,
  dateRetracted: time,
  editedAt: time,
  expiresAt: time,
  headSequence: BigInt,
  locationTimestamp: time,
  occurredAt: time,
  readAt: time,
  retractedAt: time,
  sequence: BigInt,
  sourceSequence: BigInt,
};

/** @internal An answer with its times, bytes and 64-bit numbers. */
export function decode(json: string): unknown {
  return JSON.parse(json, (name, value: unknown) =>
    typeof value === "string" && Object.hasOwn(CONVERSIONS, name)
      ? CONVERSIONS[name as keyof typeof CONVERSIONS](value)
      : value,
  );
}

/** @internal Arguments; what is undefined is left out. `JSON.stringify` knows no 64-bit numbers and no bytes. */
export function encode(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return (JSON.stringify(value) as string | undefined) ?? "null";
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString("base64")}"`;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new ValidationError("a date is invalid");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(encode).join()}]`;
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${given.map(([name, field]) => `${JSON.stringify(name)}:${encode(field)}`).join()}}`;
}

/** @internal Bytes, and no text that would be read as base64. */
export function checkBytes(value: unknown, name: string): void {
  if (value !== undefined && !(value instanceof Uint8Array)) throw new ValidationError(`${name} must be bytes`);
}

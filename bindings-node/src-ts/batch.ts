// Messages that have crossed together: one string and one list of numbers, as `src/batch.rs` writes them. What is asked for
// is cut out of them; for the rest and for actions a message has its own native side, made when it is needed.
import type { NativeBatch, NativeMessage, NativeSpace, NativeUser } from "./native.js";

const COUNTS = 3;
const MESSAGE = 7;
const ROW = 4;

const OUTBOUND = 1;
const REDELIVERED = 2;
const TEXT = 4;
const PART = 8;
const PARENT = 16;

const AGENT = 1;
const ADDRESS = 2;
const COUNTRY = 4;
const SERVICE = 8;
const SERVICES = [undefined, "iMessage", "SMS", "RCS", "unknown"] as const;

/** @internal What a space is. */
export interface SpaceRow {
  readonly id: string;
  readonly phone: string;
  readonly platform: string;
  readonly type: "dm" | "group";
}

/** @internal Some messages, by their index. A message holds on to all of its batch. */
export class Batch {
  readonly native: NativeBatch;
  readonly length: number;
  readonly #text: string;
  readonly #numbers: Int32Array;
  /** Those of the messages are cut out once. */
  readonly #spaces: SpaceRow[] = [];
  readonly #people: NativeUser[] = [];

  constructor(native: NativeBatch) {
    this.native = native;
    this.#text = native.text();
    this.#numbers = native.numbers();
    this.length = this.#numbers[0]!;
  }

  message(index: number): NativeMessage {
    return this.native.message(index);
  }

  space(index: number): NativeSpace {
    return this.native.space(index);
  }

  #flags(index: number): number {
    return this.#numbers[COUNTS + index * MESSAGE]!;
  }

  direction(index: number): "inbound" | "outbound" {
    return this.#flags(index) & OUTBOUND ? "outbound" : "inbound";
  }

  redelivered(index: number): boolean {
    return (this.#flags(index) & REDELIVERED) !== 0;
  }

  isPart(index: number): boolean {
    return (this.#flags(index) & PART) !== 0;
  }

  hasParent(index: number): boolean {
    return (this.#flags(index) & PARENT) !== 0;
  }

  id(index: number): string {
    const at = COUNTS + index * MESSAGE;
    return this.#text.substring(index === 0 ? 0 : this.#numbers[at - MESSAGE + 2]!, this.#numbers[at + 1]);
  }

  /** The text, if it is plain text and nothing else. */
  plain(index: number): string | undefined {
    const at = COUNTS + index * MESSAGE;
    if ((this.#numbers[at]! & TEXT) === 0) return undefined;
    return this.#text.substring(this.#numbers[at + 1]!, this.#numbers[at + 2]);
  }

  /** In milliseconds since 1970. */
  timestamp(index: number): number {
    const at = COUNTS + index * MESSAGE + 5;
    return this.#numbers[at]! * 2 ** 32 + (this.#numbers[at + 1]! >>> 0);
  }

  spaceRow(index: number): SpaceRow {
    const row = this.#numbers[COUNTS + index * MESSAGE + 3]!;
    return (this.#spaces[row] ??= this.#spaceAt(row));
  }

  sender(index: number): NativeUser | undefined {
    const row = this.#numbers[COUNTS + index * MESSAGE + 4]!;
    return row === 0 ? undefined : (this.#people[row] ??= this.#personAt(row - 1));
  }

  /** The strings of a row, after those of all messages and of the rows before. */
  #row(row: number): [flags: number, string, string, string] {
    const at = COUNTS + this.length * MESSAGE + row * ROW;
    const numbers = this.#numbers;
    // The first row begins where the text of the last message ends.
    let begin = numbers[row === 0 ? at - MESSAGE + 2 : at - 1]!;
    const next = (column: number): string => this.#text.substring(begin, (begin = numbers[at + column]!));
    return [numbers[at]!, next(1), next(2), next(3)];
  }

  #spaceAt(row: number): SpaceRow {
    const [group, id, phone, platform] = this.#row(row);
    return { id, phone, platform, type: group ? "group" : "dm" };
  }

  #personAt(row: number): NativeUser {
    const [flags, id, address, country] = this.#row(this.#numbers[1]! + row);
    const service = SERVICES[Math.floor(flags / SERVICE)];
    return {
      id,
      ...(flags & AGENT ? { kind: "agent" } : {}),
      ...(flags & ADDRESS ? { address } : {}),
      ...(flags & COUNTRY ? { country } : {}),
      ...(service ? { service } : {}),
    };
  }
}

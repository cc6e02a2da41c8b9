// People in a simulator: they write to the agent, and they see what it does.
import type { CallOptions } from "./call.js";
import { SpectrumError, ValidationError } from "./errors.js";
import type { SightingKind, SimulatedMessage } from "./simulated.js";
import { type Sighting, sightingOf } from "./simulated.js";

/** A message: by its guid, as the application has it, or as a person saw it. */
export type MessageRef = string | { readonly id: string } | SimulatedMessage | Sighting;

/** What a person waits for. Everything that is given must fit; if nothing is, a message. */
export interface Expected extends CallOptions {
  /** The whole text of a message or of an edit. */
  text?: string | undefined;
  /** Words of the text. */
  contains?: string | undefined;
  /** The name or the identifier of the effect; `none` for a message without one. */
  effect?: string | undefined;
  /** The name of a file. */
  attachment?: string | undefined;
  /** The type of a file or of a background. */
  mimeType?: string | undefined;
  /** The message that is answered. */
  replyTo?: MessageRef | undefined;
  /** A tapback by its name, or an emoji. */
  reaction?: string | undefined;
  /** The reaction is taken back. */
  removed?: boolean | undefined;
  /** The message that is edited, taken back or reacted to. */
  message?: MessageRef | undefined;
  /** The typing indicator appears, or vanishes. */
  typing?: boolean | undefined;
  /** A background is set, or cleared. */
  background?: boolean | undefined;
  /** What kind of thing it is. */
  kind?: SightingKind | undefined;
  /** How long to wait, in milliseconds; 10 000 if not given, at most 600 000. */
  within?: number | undefined;
}

/** @internal What a person needs of its simulator. */
export type Ask = (method: string, path: string, body?: object, signal?: AbortSignal) => Promise<unknown>;

/** What a person waited for did not come in time. The message shows the conversation. */
export class NotReceived extends Error {}
Object.defineProperty(NotReceived.prototype, "name", { value: "NotReceived", configurable: true, writable: true });

/** Where a handle of a person writes. */
interface Place {
  line?: string | undefined;
  chat?: string | undefined;
}

/**
 * A person in a simulator, writing to the agent in one conversation: the direct one on the first line, unless
 * {@link toLine} or {@link inChat} says otherwise.
 *
 * Where a message is meant and none is given, it is the newest of the agent.
 */
export class Person {
  readonly #ask: Ask;
  readonly #place: Place;
  /** The phone number or e-mail address. */
  readonly address: string;

  /** @internal Use `simulator.person(…)`. */
  constructor(ask: Ask, address: string, place: Place = {}) {
    this.#ask = ask;
    this.#place = place;
    this.address = address;
  }

  /** The same person, writing to the line of that number. */
  toLine(line: string): Person {
    return new Person(this.#ask, this.address, { ...this.#place, line });
  }

  /** The same person, in the conversation of that guid: a group in which they take part. */
  inChat(chat: string): Person {
    return new Person(this.#ask, this.address, { ...this.#place, chat });
  }

  async #do(deed: string, fields: object = {}): Promise<string> {
    const path = `/api/people/${encodeURIComponent(this.address)}/${deed}`;
    const answer = await this.#ask("POST", path, { ...this.#place, ...fields });
    return (answer as { guid: string }).guid;
  }

  /** Writes a text, with an effect by its name or identifier. Gives the guid of the message, as all writing does. */
  text(text: string, { effect }: { effect?: string | undefined } = {}): Promise<string> {
    return this.#do("text", { text, effect });
  }

  /** Answers a message. */
  reply(text: string, to?: MessageRef): Promise<string> {
    return this.#do("reply", { text, messageGuid: guid(to) });
  }

  /** Sends a file; its type follows from its name. With its video it is a Live Photo. */
  attachment(name: string, data: Uint8Array, { video }: { video?: Uint8Array | undefined } = {}): Promise<string> {
    return this.#do("attachment", { name, data: base64(data), companion: base64(video) });
  }

  /** Sends an audio message. */
  voice(name: string, data: Uint8Array): Promise<string> {
    return this.#do("voice", { name, data: base64(data) });
  }

  /** Puts a tapback or any emoji on a message, or on one part of it. */
  async react(reaction: string, to?: MessageRef, { part }: { part?: number | undefined } = {}): Promise<void> {
    await this.#do("react", { reaction, messageGuid: guid(to), part });
  }

  /** Takes a reaction back. */
  async unreact(reaction: string, to?: MessageRef): Promise<void> {
    await this.#do("react", { reaction, messageGuid: guid(to), remove: true });
  }

  /** Puts a sticker on a message, in the middle if not said otherwise; the type follows from its name. */
  async sticker(
    name: string,
    data: Uint8Array,
    to?: MessageRef,
    { x, y }: { x?: number | undefined; y?: number | undefined } = {},
  ): Promise<void> {
    await this.#do("sticker", { name, data: base64(data), messageGuid: guid(to), x, y });
  }

  /** Replaces the text of a message of this person. */
  async edit(message: MessageRef, text: string): Promise<void> {
    await this.#do("edit", { messageGuid: guid(message), text });
  }

  /** Takes a message of this person back. */
  async unsend(message: MessageRef): Promise<void> {
    await this.#do("unsend", { messageGuid: guid(message) });
  }

  /** Reads a message of the agent. */
  async read(message?: MessageRef): Promise<void> {
    await this.#do("read", { messageGuid: guid(message) });
  }

  /** Begins or stops typing. The service tells nobody of it; the conversation shows it. */
  async typing(on = true): Promise<void> {
    await this.#do("typing", { on });
  }

  /** Sets the background of the conversation, or clears it. */
  async background(picture: Uint8Array | undefined): Promise<void> {
    await this.#do("background", { data: base64(picture) });
  }

  /** Sends a poll. */
  poll(title: string, options: readonly string[]): Promise<string> {
    return this.#do("poll", { title, options });
  }

  /** Votes for an option by its text or id; undefined takes the vote back. */
  async vote(option: string | undefined, poll?: MessageRef): Promise<void> {
    await this.#do("vote", { option, messageGuid: guid(poll) });
  }

  /** Adds an option to a poll. */
  async addPollOption(text: string, poll?: MessageRef): Promise<void> {
    await this.#do("poll_option", { text, messageGuid: guid(poll) });
  }

  /** Renames the group. */
  async rename(name: string): Promise<void> {
    await this.#do("rename", { name });
  }

  /** Adds people to the group, by their addresses. */
  async add(...people: string[]): Promise<void> {
    await this.#do("add", { people });
  }

  /** Removes people from the group, by their addresses. */
  async remove(...people: string[]): Promise<void> {
    await this.#do("remove", { people });
  }

  /** Leaves the group. */
  async leave(): Promise<void> {
    await this.#do("leave");
  }

  /** Sets the picture of the group, or removes it. */
  async icon(picture: Uint8Array | undefined): Promise<void> {
    await this.#do("icon", { data: base64(picture) });
  }

  /** Shares where they are. */
  async location(latitude: number, longitude: number): Promise<void> {
    await this.#do("location", { latitude, longitude });
  }

  /** Switches a Focus on or off. */
  async focus(on = true): Promise<void> {
    await this.#do("focus", { on });
  }

  /** Says whether iMessage reaches the address. */
  async imessage(available: boolean): Promise<void> {
    await this.#do("imessage", { on: available });
  }

  /** Has the service send events that make no sense, which an agent steps over. */
  async malformed(): Promise<void> {
    await this.#do("malformed");
  }

  /**
   * Waits until this person sees something that the agent does, or has done already. Each thing is received once: who
   * waits for the same text twice waits for two messages. A text alone stands for `{ text }`.
   *
   * Rejects with a {@link NotReceived}, whose message shows the conversation.
   */
  receives(expected: string | Expected = {}): Promise<Sighting> {
    // Made here, so that its stack leads to the test.
    const failure = new NotReceived();
    Error.captureStackTrace(failure, Person.prototype.receives);
    return this.#wait(typeof expected === "string" ? { text: expected } : expected, failure);
  }

  async #wait(expected: Expected, failure: NotReceived): Promise<Sighting> {
    const { within = 10_000, signal, message, replyTo, typing, background, ...rest } = expected;
    const wanted = {
      ...this.#place,
      ...rest,
      messageGuid: guid(message),
      replyTo: guid(replyTo),
      typing: word(typing, "on", "off"),
      background: word(background, "set", "cleared"),
      person: this.address,
      take: true,
      timeout: within / 1000,
    };
    try {
      return sightingOf(await this.#ask("POST", "/api/wait", wanted, signal));
    } catch (error) {
      if (!(error instanceof SpectrumError && error.code === "notSeen")) throw error;
      // A stack has the message at its beginning.
      failure.stack = `${failure.name}: ${error.message}${failure.stack?.slice(failure.name.length) ?? ""}`;
      failure.message = error.message;
      throw failure;
    }
  }

  /** The conversations of this person in words: who wrote what and when. */
  async story(): Promise<string> {
    const answer = await this.#ask("GET", `/api/story?person=${encodeURIComponent(this.address)}`);
    return (answer as { story: string }).story;
  }
}

function guid(target: unknown): string | undefined {
  if (target === undefined || typeof target === "string") return target;
  if (typeof target === "object" && target !== null) {
    const { id, guid, message, messageGuid } = target as Partial<Record<string, unknown>>;
    const found = id ?? guid ?? (message as SimulatedMessage | undefined)?.guid ?? messageGuid;
    if (typeof found === "string") return found;
  }
  throw new ValidationError("a message is meant: its guid, a message, or what a person has received");
}

function base64(data: Uint8Array | undefined): string | undefined {
  if (data === undefined) return undefined;
  if (!(data instanceof Uint8Array)) throw new ValidationError("data must be bytes");
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
}

function word(value: boolean | undefined, yes: string, no: string): string | undefined {
  return value === undefined ? undefined : value ? yes : no;
}

/// <reference lib="esnext.disposable" preserve="true" />
// The service in the process of the program: no account, no phone, no Mac.
import { call, type CallOptions } from "./call.js";
import { ValidationError } from "./errors.js";
import { native, type NativeSimulator } from "./native.js";
import { Person } from "./person.js";
import { callOf, conversationOf, type RecordedCall, type SimulatedConversation, snake } from "./simulated.js";

/** What can be set about a simulator. Times are in milliseconds. */
export interface SimulatorSettings {
  /** The numbers of a project with dedicated lines; shared lines if not given. */
  lines?: readonly string[] | undefined;
  /** The project's id; `sim-project` if not given. */
  projectId?: string | undefined;
  /** How long a token lives; an hour if not given. */
  tokenTtl?: number | undefined;
  /** The interval of heartbeats on streams; 10 000 if not given. */
  heartbeat?: number | undefined;
  /** Messages of a line and day; 5,000 if not given. */
  dailyLimit?: number | undefined;
  /** Conversations that the agent begins, of a line and day; 50 if not given. */
  newConversationLimit?: number | undefined;
  /** The account shares its name and photo by itself; it does not if not given. */
  profileSynced?: boolean | undefined;
  /** The port of the page; a free one if not given. */
  pagePort?: number | undefined;
}

/**
 * What a fault does: the call is refused without an effect; it has its effect and the answer is lost; it is answered
 * later; it is never answered; a catch-up breaks off.
 */
export type FaultAction = "refuse" | "lose_answer" | "delay" | "hang" | "break_off";

/** How calls go wrong. */
export interface FaultOptions {
  /** The gRPC status, by name or number; for the cloud the HTTP status. */
  status?: string | number | undefined;
  /** The stable code of the refusal. */
  errorCode?: string | undefined;
  /** The service says that the call may succeed later. */
  retryable?: boolean | undefined;
  /** The text of the refusal. */
  message?: string | undefined;
  /** Details of the refusal. */
  context?: Readonly<Record<string, string>> | undefined;
  /** How long an answer takes, in milliseconds. */
  delay?: number | undefined;
  /** After how many events a catch-up breaks off. */
  after?: number | undefined;
  /** How many calls go wrong, 1 if not given; `Infinity` for all until `clearFaults()`. */
  times?: number | undefined;
  /** Only calls of the line with that number, or `shared`. */
  line?: string | undefined;
}

const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for("Symbol.asyncDispose") as typeof Symbol.asyncDispose);

/** Whose milliseconds the simulator counts in seconds. */
const TIMES = new Set(["tokenTtl", "heartbeat"]);
// Keyed by name so that a setting cannot be forgotten.
const SETTINGS: Record<keyof SimulatorSettings, true> = {
  lines: true,
  projectId: true,
  tokenTtl: true,
  heartbeat: true,
  dailyLimit: true,
  newConversationLimit: true,
  profileSynced: true,
  pagePort: true,
};

/** @internal Settings for the core, which says what is wrong with their values. */
export function settingsJson(settings: unknown): string {
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    throw new ValidationError("simulator is true, settings, or a Simulator that runs");
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return JSON.stringify(
    Object.fromEntries(
      given.map(([name, value]: [string, unknown]) => {
        if (!Object.hasOwn(SETTINGS, name)) {
          const names = Object.keys(SETTINGS).join(", ");
          throw new ValidationError(`a simulator has no setting "${name}"; there are ${names}`);
        }
        return [snake(name), TIMES.has(name) && typeof value === "number" ? value / 1000 : value];
      }),
    ),
  );
}

interface Ready {
  page_url: string;
  project_id: string;
  project_secret: string;
  cloud_url: string;
  imessage_address: string;
}

/**
 * The service in the process of the program, with people who write and a page in the browser.
 *
 * An application has one of its own with `Spectrum({ simulator: true })`: `app.simulator`. To share one among
 * applications, or to keep it longer than they live, start it and hand it over:
 * `Spectrum({ simulator: await Simulator.start() })`. Each has ports, people and conversations of its own.
 */
export class Simulator implements AsyncDisposable {
  readonly #native: NativeSimulator;
  /** The page, for a browser on this machine: conversations as in Messages. */
  readonly pageUrl: string;
  /** The id of the project. */
  readonly projectId: string;
  /** The secret of the project, for a client in another process. */
  readonly projectSecret: string;
  /** The cloud's address, for a client in another process. */
  readonly cloudUrl: string;
  /** Where all lines are reached over TLS, for a client in another process. */
  readonly imessageAddress: string;

  /** @internal Use {@link Simulator.start}. */
  constructor(simulator: NativeSimulator) {
    this.#native = simulator;
    const ready = JSON.parse(simulator.ready()) as Ready;
    this.pageUrl = ready.page_url;
    this.projectId = ready.project_id;
    this.projectSecret = ready.project_secret;
    this.cloudUrl = ready.cloud_url;
    this.imessageAddress = ready.imessage_address;
  }

  /** The root certificate that a client in another process must trust: a file, written when it is first asked for. */
  get caFile(): string {
    return this.#native.caFile();
  }

  /** Starts one. Rejects with a ValidationError for settings that cannot be used, before anything starts. */
  static async start(settings: SimulatorSettings = {}, { signal }: CallOptions = {}): Promise<Simulator> {
    const json = settingsJson(settings);
    return new Simulator(await call((to, id, cancel) => native.startSimulator(to, id, json, cancel), signal));
  }

  /** @internal */
  static native(simulator: unknown): NativeSimulator | undefined {
    return typeof simulator === "object" && simulator !== null && #native in simulator ? simulator.#native : undefined;
  }

  #request(method: string, path: string, body = "", signal?: AbortSignal): Promise<Buffer> {
    return call((to, id, cancel) => this.#native.request(to, id, method, path, body, cancel), signal);
  }

  async #ask(method: string, path: string, body?: object, signal?: AbortSignal): Promise<unknown> {
    const fields = Object.entries(body ?? {}).map(([name, value]) => [snake(name), value] as const);
    const text = body === undefined ? "" : JSON.stringify(Object.fromEntries(fields));
    return JSON.parse((await this.#request(method, path, text, signal)).toString("utf8"));
  }

  /** A person with that phone number or e-mail address. */
  person(address = "+15551230001"): Person {
    return new Person((...call) => this.#ask(...call), address);
  }

  /** Has people make a group with a line (the first, if its number is not given). Gives its guid, for `inChat`. */
  async group(
    members: readonly string[],
    name?: string,
    { line }: { line?: string | undefined } = {},
  ): Promise<string> {
    return ((await this.#ask("POST", "/api/groups", { members, name, line })) as { chat: string }).chat;
  }

  /** All conversations, the oldest first. */
  async conversations(): Promise<SimulatedConversation[]> {
    const answer = await this.#ask("GET", "/api/conversations");
    return (answer as { conversations: unknown[] }).conversations.map(conversationOf);
  }

  /**
   * The conversation of that guid; on several lines, the one of the line that is given, or that knew it first. Rejects
   * with a NotFoundError if there is none.
   */
  async conversation(guid: string, { line }: { line?: string | undefined } = {}): Promise<SimulatedConversation> {
    return conversationOf(await this.#ask("GET", `/api/conversations/${encodeURIComponent(guid)}${query({ line })}`));
  }

  /** The picture behind a conversation. Rejects with a NotFoundError if there is none. */
  background(guid: string, { line }: { line?: string | undefined } = {}): Promise<Buffer> {
    return this.#request("GET", `/api/conversations/${encodeURIComponent(guid)}/background${query({ line })}`);
  }

  /** The bytes of a file. Rejects with a NotFoundError if there is none. */
  attachment(guid: string): Promise<Buffer> {
    return this.#request("GET", `/api/attachments/${encodeURIComponent(guid)}`);
  }

  /** All conversations in words: who wrote what and when, effects, tapbacks, files. */
  async story(): Promise<string> {
    return ((await this.#ask("GET", "/api/story")) as { story: string }).story;
  }

  /** The calls of the application, in the order in which they came; those after a number, if it is given. */
  async transcript({ after }: { after?: number | undefined } = {}): Promise<RecordedCall[]> {
    const answer = await this.#ask("GET", `/api/transcript${query({ after })}`);
    return (answer as { entries: unknown[] }).entries.map(callOf);
  }

  /** Forgets all calls. */
  async clearTranscript(): Promise<void> {
    await this.#ask("POST", "/api/transcript/clear");
  }

  /**
   * Waits for a call of that method; with a status, until it has ended with that. Rejects with the code `notInTime`
   * after so many milliseconds, 10 000 if not given.
   */
  async called(
    method: string,
    {
      status,
      after,
      within = 10_000,
      signal,
    }: { status?: string | undefined; after?: number | undefined; within?: number | undefined } & CallOptions = {},
  ): Promise<RecordedCall> {
    const asked = query({ method, status, after, timeout: within / 1000 });
    return callOf(await this.#ask("GET", `/api/transcript/wait${asked}`, undefined, signal));
  }

  /**
   * Waits until the application listens, on that line or on any: what people write before reaches only those who catch
   * up. Rejects with the code `notInTime` after so many milliseconds, 10 000 if not given.
   */
  async listening({
    line,
    within = 10_000,
    signal,
  }: { line?: string | undefined; within?: number | undefined } & CallOptions = {}): Promise<void> {
    await this.#ask("GET", `/api/listening${query({ line, timeout: within / 1000 })}`, undefined, signal);
  }

  /**
   * Lets the next calls of a method go wrong. It is named as in the transcript: `SendTextMessage`,
   * `POST /imessage/tokens`; `*` for every call of a line.
   */
  async fault(method: string, action: FaultAction = "refuse", options: FaultOptions = {}): Promise<void> {
    const { delay = 0, times = 1, ...rest } = options;
    await this.#ask("POST", "/api/faults", {
      method,
      action,
      ...rest,
      delayMs: Math.round(delay),
      times: times === Infinity ? null : times,
    });
  }

  /** Takes all faults away. */
  async clearFaults(): Promise<void> {
    await this.#ask("POST", "/api/faults/clear");
  }

  /** Lets all tokens expire at once. */
  async expireTokens(): Promise<void> {
    await this.#ask("POST", "/api/tokens/expire");
  }

  /**
   * Puts the simulator's clock forward, by milliseconds: tokens come to their end, the day of the quotas ends, the
   * windows of edits and unsends close. Gives the time that it is then.
   *
   * Applications on it follow with their timers; waits, delays and the interval of heartbeats are real.
   */
  async advance(milliseconds: number): Promise<Date> {
    const answer = await this.#ask("POST", "/api/clock/advance", { seconds: milliseconds / 1000 });
    return new Date((answer as { now: string }).now);
  }

  /** Ends all streams of the application; `hard` cuts the connections without a word. Gives how many there were. */
  async cutStreams({ hard = false }: { hard?: boolean | undefined } = {}): Promise<number> {
    return ((await this.#ask("POST", "/api/streams/cut", { hard })) as { streams: number }).streams;
  }

  /** Makes streams silent, heartbeats included, or lets them speak again. */
  async stallStreams(on = true): Promise<void> {
    await this.#ask("POST", "/api/streams/stall", { on });
  }

  /** Sends every event twice, or stops that. */
  async doubleEvents(on = true): Promise<void> {
    await this.#ask("POST", "/api/streams/double", { on });
  }

  /** Closes the ports of the lines (what is connected stays), or opens them again. */
  async acceptConnections(on: boolean): Promise<void> {
    await this.#ask("POST", "/api/connections", { accept: on });
  }

  /** Makes these numbers the lines of a project that has lines of its own. */
  async setLines(lines: readonly string[]): Promise<void> {
    await this.#ask("POST", "/api/lines", { lines });
  }

  /** Sets the limits of a day; `reset` begins the counts anew. */
  async setQuotas(quotas: {
    dailyLimit?: number | undefined;
    newConversationLimit?: number | undefined;
    reset?: boolean | undefined;
  }): Promise<void> {
    await this.#ask("POST", "/api/quotas", quotas);
  }

  /** Ends streams and closes the ports, in less than a second. What was said can still be read. */
  async stop(): Promise<void> {
    await call((to, id) => this.#native.close(to, id));
  }

  [asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function query(fields: Record<string, string | number | undefined>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length > 0
    ? `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`
    : "";
}

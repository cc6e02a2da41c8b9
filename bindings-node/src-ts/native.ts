// The native addon: its shape, and where it is found. Private to this package.
import type { CustomizedMiniAppInput } from "./content.js";
import { platform } from "./platform.js";
import type { CustomizedMiniApp, IMessageMiniAppCardSession } from "./types.js";

/** A failed call: what the thrown error will say. */
export interface Failure {
  readonly failed: true;
  readonly cancelled: boolean;
  readonly className: string;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly context: Record<string, string>;
  readonly grpcCode?: number;
  readonly status?: number;
  readonly unsupported?: {
    readonly kind: "content" | "action";
    readonly platform: string;
    readonly contentType?: string;
    readonly action?: string;
    readonly detail?: string;
  };
}

export type Outcome<T> = T | Failure;

/** A call that has begun. There is nothing at run time; its outcome comes from {@link NativeCalls.take}. */
export interface Begun<T> {
  readonly outcome?: T;
}

type Cancel = NativeCancel | undefined;
/** Every call begins with it and a number of its own there. */
export interface NativeCalls {
  /** −number, progress, … of calls on their way; then number, outcome, number, outcome, … */
  take(): unknown[];
  hold(on: boolean): void;
  setParent(traceparent: string | undefined): void;
}

export interface NativeCancel {
  cancel(): void;
}

export interface NativeApp {
  imessage(): Outcome<NativeImessage>;
  custom(name: string): Outcome<NativeCustom>;
  simulator(): NativeSimulator | null | undefined;
  project(): unknown;
  messages(to: NativeCalls, id: number): Begun<NativeMessages>;
  handling(to: NativeCalls, id: number, options: HandlingOptions): Begun<NativeHandling>;
  events(to: NativeCalls, id: number): Begun<NativeEvents>;
  webhook(
    to: NativeCalls,
    id: number,
    headers: HeaderFields[],
    body: Uint8Array,
    ack: string,
  ): Begun<{ status: number; body: string }>;
  /** As JSON. */
  health(): string;
  /** As JSON. */
  deadLetters(): Outcome<string>;
  removeDeadLetter(id: string): Outcome<boolean>;
  /** As JSON. */
  outbox(): Outcome<string>;
  sendAgain(to: NativeCalls, id: number, key: string, cancel: Cancel): Begun<NativeMessage | null | undefined>;
  removeFromOutbox(key: string): Outcome<boolean>;
  stop(to: NativeCalls, id: number): Begun<void>;
}

export interface NativeSimulator {
  /** As JSON. */
  ready(): string;
  caFile(): string;
  request(to: NativeCalls, id: number, method: string, path: string, body: string, cancel: Cancel): Begun<Buffer>;
  close(to: NativeCalls, id: number): Begun<void>;
}

export interface NativeMessages {
  next(to: NativeCalls, id: number): Begun<NativeBatch | null | undefined>;
  interrupt(): void;
  /** The next consumer gets the messages of the batch from the index on. */
  close(to: NativeCalls, id: number, batch: NativeBatch | undefined, from: number): Begun<void>;
}

/** Read by {@link Batch}. */
export interface NativeBatch {
  text(): string;
  numbers(): Int32Array;
  message(index: number): NativeMessage;
  space(index: number): NativeSpace;
}

export interface NativeEvents {
  next(to: NativeCalls, id: number): Begun<NativeEvent[] | null | undefined>;
  interrupt(): void;
  close(to: NativeCalls, id: number): Begun<void>;
}

/** The fields as JSON. */
export interface NativeEvent {
  json: string;
  space?: NativeSpace;
}

/** What is absent is as the core has it. Times are in milliseconds. */
export interface HandlingOptions {
  concurrency: number | undefined;
  attempts: number | undefined;
  backoff: number | undefined;
  maxBackoff: number | undefined;
}

export interface NativeHandling {
  next(to: NativeCalls, id: number): Begun<NativeJob | null | undefined>;
  interrupt(): void;
  close(to: NativeCalls, id: number): Begun<void>;
}

/** One attempt to handle a message. It ends with one of the last three. */
export interface NativeJob {
  message(): NativeMessage | null | undefined;
  attempt(): number;
  succeeded(): Outcome<void>;
  /** Whether that was the last attempt: then the job is still open. */
  failed(error: string): boolean;
  /** The message comes again. */
  release(): void;
}

export interface NativeImessage {
  user(id: string): NativeUser;
  createSpace(
    to: NativeCalls,
    id: number,
    users: string[],
    phone: string | undefined,
    cancel: Cancel,
  ): Begun<NativeSpace>;
  space(guid: string, phone: string | undefined): Outcome<NativeSpace>;
  getAttachment(
    to: NativeCalls,
    id: number,
    guid: string,
    phone: string | undefined,
    cancel: Cancel,
  ): Begun<NativeAttachment | null | undefined>;
  lookUpUser(to: NativeCalls, id: number, user: string, phone: string | undefined, cancel: Cancel): Begun<NativeUser>;
  /** The filter as JSON. */
  recent(to: NativeCalls, id: number, phone: string | undefined, filter: string, cancel: Cancel): Begun<NativePage>;
  line(phone: string | undefined): Outcome<NativeLine>;
  lines(): string[];
  /** As JSON. */
  quota(): Outcome<string>;
}

export interface NativePage {
  messages: NativeMessage[];
  nextPageToken?: string;
}

/** Arguments, answers and elements are JSON. */
export interface NativeLine {
  readonly phone: string;
  call(to: NativeCalls, id: number, operation: string, args: string, cancel: Cancel): Begun<string>;
  upload(to: NativeCalls, id: number, content: NativeContent, options: SendInput, cancel: Cancel): Begun<string>;
  open(to: NativeCalls, id: number, operation: string, args: string, cancel: Cancel): Begun<NativeLineStream>;
}

export interface NativeLineStream {
  next(to: NativeCalls, id: number, cancel: Cancel): Begun<string | null | undefined>;
  close(to: NativeCalls, id: number): Begun<void>;
}

export interface NativeUser {
  id: string;
  kind?: "agent";
  address?: string;
  country?: string;
  service?: "iMessage" | "SMS" | "RCS" | "unknown";
}

export interface NativeSpace {
  readonly id: string;
  readonly type: "dm" | "group";
  readonly phone: string;
  readonly platform: string;
  fields(): Record<string, unknown>;
  send(
    to: NativeCalls,
    id: number,
    contents: Sendable[],
    options: SendInput,
    cancel: Cancel,
  ): Begun<(NativeMessage | null)[]>;
  background(to: NativeCalls, id: number, background: NativeContent, cancel: Cancel): Begun<void>;
  getMessage(to: NativeCalls, id: number, messageId: string, cancel: Cancel): Begun<NativeMessage | null | undefined>;
  /** The filter as JSON. */
  history(to: NativeCalls, id: number, filter: string, cancel: Cancel): Begun<NativePage>;
  getMembers(to: NativeCalls, id: number, cancel: Cancel): Begun<NativeUser[]>;
  getDisplayName(to: NativeCalls, id: number, cancel: Cancel): Begun<string | null | undefined>;
  getAvatar(to: NativeCalls, id: number, cancel: Cancel): Begun<{ data: Buffer; mimeType: string } | null | undefined>;
  startTyping(to: NativeCalls, id: number, cancel: Cancel): Begun<void>;
  stopTyping(to: NativeCalls, id: number, cancel: Cancel): Begun<void>;
  /** Ends when it is cancelled. */
  keepTyping(to: NativeCalls, id: number, refresh: number, cancel: Cancel): Begun<void>;
}

export interface NativeMessage {
  readonly id: string;
  readonly direction: "inbound" | "outbound";
  readonly platform: string;
  readonly timestamp: number;
  readonly partIndex: number | null | undefined;
  readonly parentId: string | null | undefined;
  readonly redelivered: boolean;
  readonly traceparent: string | null | undefined;
  setTraceparent(traceparent: string): void;
  /** As JSON. */
  spanAttributes(): string;
  ack(): Outcome<void>;
  sender(): NativeUser | null | undefined;
  space(): NativeSpace;
  content(): NativeView;
  native(): NativeFields | null | undefined;
  cardSession(): IMessageMiniAppCardSession | null | undefined;
  reply(
    to: NativeCalls,
    id: number,
    contents: Sendable[],
    options: SendInput,
    cancel: Cancel,
  ): Begun<(NativeMessage | null)[]>;
  react(to: NativeCalls, id: number, reaction: string, cancel: Cancel): Begun<NativeMessage | null | undefined>;
  edit(to: NativeCalls, id: number, content: Sendable, cancel: Cancel): Begun<void>;
  unsend(to: NativeCalls, id: number, cancel: Cancel): Begun<void>;
  read(to: NativeCalls, id: number, cancel: Cancel): Begun<void>;
}

/** Content for a send; a string is plain text. */
export type Sendable = string | NativeContent;

/** `progress`: whether a listener is told of it. */
export interface SendInput {
  clientMessageId: string | undefined;
  progress: boolean;
}

interface ReadInput {
  maxSize: number | undefined;
  progress: boolean;
}

export interface NativeFile {
  read(to: NativeCalls, id: number, options: ReadInput, cancel: Cancel): Begun<Buffer>;
  /** The number of bytes. */
  save(to: NativeCalls, id: number, path: string, options: ReadInput, cancel: Cancel): Begun<number>;
  stream(to: NativeCalls, id: number, options: ReadInput, cancel: Cancel): Begun<NativeFileStream>;
}

export interface NativeFileStream {
  next(to: NativeCalls, id: number, cancel: Cancel): Begun<Buffer | null | undefined>;
  close(to: NativeCalls, id: number): Begun<void>;
}

/** Takes the pieces of a streamed text. */
export interface NativeFeed {
  /** Whether anybody reads on. */
  push(to: NativeCalls, id: number, delta: string): Begun<boolean>;
  fail(to: NativeCalls, id: number): Begun<void>;
  end(): void;
}

export interface NativeCompanion {
  size?: number;
  file: NativeFile;
}

export interface NativeAttachment {
  type: "attachment";
  id: string;
  name: string;
  mimeType: string;
  size?: number;
  companion?: NativeCompanion;
  file: NativeFile;
}

/** A contact with plain values only. */
export interface NativeContact {
  user?: string | undefined;
  photo?: { mimeType: string; data: Uint8Array } | undefined;
  [field: string]: unknown;
}

/** A received or sent content as the addon describes it. */
export type NativeView =
  | { type: "text"; text: string }
  | { type: "markdown"; markdown: string }
  | NativeAttachment
  | {
      type: "voice";
      id?: string;
      name?: string;
      mimeType: string;
      duration?: number;
      size?: number;
      file: NativeFile;
    }
  | { type: "contact"; contact: NativeContact }
  | { type: "richlink"; url: string }
  | { type: "poll"; title: string; options: string[] }
  | { type: "poll_option"; pollTitle: string; pollOptions: string[]; title: string; selected: boolean }
  | { type: "group"; items: NativeMessage[] }
  | { type: "effect"; content: NativeView; effect: string }
  | { type: "reply"; content: NativeView; target: NativeMessage }
  | { type: "reaction"; emoji: string; tapback?: string; target: NativeMessage }
  | { type: "edit"; content: NativeView; target: NativeMessage }
  | { type: "unsend"; target: NativeMessage }
  | { type: "typing"; state: "start" | "stop" }
  | { type: "read"; target: NativeMessage }
  | { type: "background"; kind: "clear" }
  | { type: "background"; kind: "set"; mimeType: string; file: NativeFile }
  | { type: "avatar"; kind: "clear" }
  | { type: "avatar"; kind: "set"; mimeType: string; file: NativeFile }
  | { type: "rename"; displayName: string }
  | { type: "addMember" | "removeMember"; members: string[] }
  | { type: "leaveSpace" }
  | { type: "app"; url: string; live?: boolean }
  | CustomizedMiniApp
  | { type: "custom"; raw: unknown };

/** As the addon gives them: times are numbers. */
export type NativeFields = Record<string, unknown>;

/** A conversation, as a definition describes it. */
export interface CustomSpace {
  id: string;
  group: boolean;
  fields: Record<string, unknown>;
}

interface CustomUser {
  id: string;
  kind?: string;
  address?: string;
  country?: string;
}

/** A message, as a definition describes it; its content stands beside it, or it is a reaction. */
export interface CustomRecord {
  id: string;
  emoji?: string;
  target?: string;
  sender: CustomUser;
  space: CustomSpace;
  timestamp?: number;
  replyTo?: string;
}

/** A definition on its way into one application, and the requests to it. */
export interface NativeDefinition {
  next(to: NativeCalls, id: number): Begun<NativeRequest | null | undefined>;
  forget(): void;
}

/** One call to a definition. The answers say whether anybody waited. */
export interface NativeRequest {
  readonly name:
    | "createClient"
    | "destroyClient"
    | "resolveUser"
    | "createSpace"
    | "getSpace"
    | "messages"
    | "send"
    | "getMessage"
    | "getMembers"
    | "getDisplayName"
    | "getAvatar";
  arguments(): {
    id?: string;
    users?: NativeUser[];
    params?: unknown;
    space?: NativeSpace;
    content?: NativeView;
    clientMessageId?: string | null;
  };
  put(to: NativeCalls, id: number, content: NativeContent | undefined, message: CustomRecord): Begun<boolean>;
  cancelled(to: NativeCalls, id: number): Begun<void>;
  notGiven(): boolean;
  done(): boolean;
  user(user: CustomUser): boolean;
  members(users: CustomUser[]): boolean;
  space(space: CustomSpace): boolean;
  sent(id: string, timestamp: number | undefined): boolean;
  message(content: NativeContent | undefined, message: CustomRecord): boolean;
  displayName(name: string): boolean;
  avatar(content: NativeContent): boolean;
  failed(className: string, code: string, message: string, retryable: boolean, failure: number): boolean;
  unsupported(content: boolean, name: string, detail: string | undefined, failure: number): boolean;
  broken(name: string, failure: number): boolean;
}

/** A defined platform in an application. */
export interface NativeCustom {
  user(to: NativeCalls, id: number, userId: string, cancel: Cancel): Begun<NativeUser>;
  createSpace(to: NativeCalls, id: number, users: string[], params: unknown, cancel: Cancel): Begun<NativeSpace>;
  space(to: NativeCalls, id: number, spaceId: string, params: unknown, cancel: Cancel): Begun<NativeSpace>;
}

/** Content that can be sent; opaque. */
export interface NativeContent {
  readonly type: string;
}

export type NativeSource = Uint8Array | { path: string } | { url: string };

interface NamedOptions {
  id?: string | undefined;
  name?: string | undefined;
  mimeType?: string | undefined;
  duration?: number | undefined;
  companion?: Exclude<NativeSource, { url: string }> | undefined;
}

interface Builders {
  text(text: string): Outcome<NativeContent>;
  markdown(markdown: string): Outcome<NativeContent>;
  attachment(source: NativeSource, options: NamedOptions): Outcome<NativeContent>;
  voice(source: NativeSource, options: NamedOptions): Outcome<NativeContent>;
  background(source: NativeSource, mimeType: string | undefined): Outcome<NativeContent>;
  avatar(source: NativeSource, mimeType: string | undefined): Outcome<NativeContent>;
  group(items: NativeContent[]): Outcome<NativeContent>;
  app(url: string, live: boolean | undefined): Outcome<NativeContent>;
  miniApp(card: CustomizedMiniAppInput): Outcome<NativeContent>;
  contactCard(): NativeContent;
  rename(displayName: string): Outcome<NativeContent>;
  addMember(ids: string[]): Outcome<NativeContent>;
  removeMember(ids: string[]): Outcome<NativeContent>;
  leaveSpace(): NativeContent;
  contact(contact: NativeContact): Outcome<NativeContent>;
  vcard(vcard: string): Outcome<NativeContent>;
  richlink(url: string): Outcome<NativeContent>;
  poll(title: string, options: string[]): Outcome<NativeContent>;
  effect(content: NativeContent, effect: string): Outcome<NativeContent>;
  reply(content: NativeContent, target: NativeMessage): Outcome<NativeContent>;
  reaction(reaction: string, target: NativeMessage): Outcome<NativeContent>;
  edit(content: NativeContent, target: NativeMessage): Outcome<NativeContent>;
  unsend(target: NativeMessage): Outcome<NativeContent>;
  read(target: NativeMessage): Outcome<NativeContent>;
  typing(state: string): Outcome<NativeContent>;
  custom(raw: unknown): NativeContent;
}

export interface HeaderFields {
  name: string;
  value: string;
}

export interface StartOptions {
  projectId?: string | undefined;
  projectSecret?: string | undefined;
  cloudUrl?: string | undefined;
  imessageAddress?: string | undefined;
  imessageLineAddress?: string | undefined;
  caFile?: string | undefined;
  startTimeout?: number | undefined;
  watchdog?: number | undefined;
  /** The file of a SQLite store, or the URL of a Postgres database. */
  store?: string | undefined;
  manualAck: boolean;
  flattenGroups: boolean;
  eventsInMessages: boolean;
  refuseOverQuota: boolean;
  platformIds: string;
  webhookSecret?: string | undefined;
  unsupported: string;
  allowPlaintext: boolean;
  /** Settings as JSON. */
  fleet?: string | undefined;
  /** Settings as JSON. */
  simulator?: string | undefined;
  providers: {
    terminal: boolean;
    /** The index of a definition. */
    custom?: number | undefined;
    local: boolean;
    database?: string | undefined;
    osascript?: string | undefined;
    clients?: { address: string; token: string; phone: string }[] | undefined;
  }[];
}

export interface DoctorSettings {
  scope: string;
  database?: string | undefined;
  osascript?: string | undefined;
  projectId?: string | undefined;
  projectSecret?: string | undefined;
  /** In milliseconds. */
  limit?: number | undefined;
}

export interface LogLine {
  level: "debug" | "info" | "warn" | "error";
  target: string;
  message: string;
  fields: Record<string, string>;
}

interface Addon {
  NativeCancel: new () => NativeCancel;
  NativeCalls: new (wake: () => void) => NativeCalls;
  NativeContent: Builders;
  start(
    to: NativeCalls,
    id: number,
    options: StartOptions,
    definitions: NativeDefinition[],
    simulator: NativeSimulator | undefined,
    cancel: Cancel,
  ): Begun<NativeApp>;
  define(name: string): Outcome<NativeDefinition>;
  startSimulator(to: NativeCalls, id: number, settings: string, cancel: Cancel): Begun<NativeSimulator>;
  verifyWebhook(
    secret: string,
    headers: HeaderFields[],
    body: Uint8Array,
    now: number,
  ): Outcome<{ webhookId: string; event: string; timestamp: number }>;
  /** Gives the report as JSON. */
  doctor(to: NativeCalls, id: number, settings: DoctorSettings, cancel: Cancel): Begun<string>;
  streamedText(markdown: boolean): { content: NativeContent; feed: NativeFeed };
  /** The chunk as JSON. */
  deltaOf(chunk: string): Outcome<string | null | undefined>;
  effects(): { name: string; value: string }[];
  tapbacks(): { name: string; value: string }[];
  /** Blocks until the command ends; its exit status. */
  runCommand(args: string[]): number;
  setLogWake(wake: () => void): void;
  takeLogs(): LogLine[];
  observe(): void;
  /** As JSON. */
  takeObserved(): string | null | undefined;
  /** Gives the level of this side's own lines. */
  setLogLevels(levels: string | undefined): Outcome<number>;
}

function load(): Addon {
  const name = platform();
  const reasons: unknown[] = [];
  // Built in this folder while the package is developed; else the optional package of the platform.
  for (const file of [`../spectrum-imessage.${name}.node`, `spectrum-imessage-${name}`]) {
    try {
      return require(file) as Addon;
    } catch (reason) {
      reasons.push(reason);
    }
  }
  throw new Error(
    `spectrum-imessage has no native addon for ${name}: the optional package spectrum-imessage-${name} is missing. ` +
      "If npm was told to leave out optional packages, install again without that.",
    { cause: reasons },
  );
}

/** Opened when something of it is used for the first time: an import does without. From then on it holds all of it itself. */
export const native: Addon = Object.create(
  new Proxy({}, { get: (_, name) => Object.assign(native, load())[name as keyof Addon] }),
) as Addon;

/// <reference lib="esnext.disposable" preserve="true" />
// The application: configuration, start, what arrives, stop.
import { call, type CallOptions, sync } from "./call.js";
import { type GivenUp, givenUpOf } from "./dead.js";
import type { ContentInput, ReactionBuilder } from "./content.js";
import { SpectrumError, ValidationError } from "./errors.js";
import { eventsOf, type SpectrumEvent } from "./events.js";
import { handle, type HandleOptions, type Handler } from "./handling.js";
import { type Health, healthOf } from "./health.js";
import { configureByOptions, forwardLogs, type LogFunction, type Logger, type LogLevel } from "./log.js";
import { wrapMessage } from "./message.js";
import { messagesOf } from "./messages.js";
import { native, type NativeApp, type StartOptions } from "./native.js";
import { type OutboxEntry, outboxOf } from "./outbox.js";
import { ProviderConfig, providerOptions } from "./provider.js";
import type { Life } from "./reader.js";
import { Runner } from "./runner.js";
import { checkDuration } from "./settings.js";
import { fleetJson, type FleetSettings } from "./fleet.js";
import { settingsJson, Simulator, type SimulatorSettings } from "./simulator.js";
import { isSpace } from "./space.js";
import { type AckMode, fileOf, isManual, type MemoryStore, type SqliteStore } from "./store.js";
import { bodyOf, type NodeRequest, type NodeResponse, pairs, type WebhookOptions } from "./webhook.js";
import { startTelemetry } from "./telemetry.js";
import type { AgentSender, Message, Reaction, RespondingOptions, Space } from "./types.js";

/** Settings of an application. */
export interface SpectrumOptions {
  /**
   * From which severity on records are logged, for the whole process; else as `SPECTRUM_LOG` says (`info`, or
   * `warn,imessage.events=debug`), else `info`.
   */
  logLevel?: LogLevel | undefined;
  /** Receives log records instead of the console: a function, or what has `debug`, `info`, `warn` and `error`. */
  logger?: Logger | LogFunction | undefined;
  /** Hands over a received message of several parts as its parts, one after another, in place of the one message. */
  flattenGroups?: boolean | undefined;
  /**
   * Hands over among the messages too what `app.events` tells of messages and chats: edits and unsends as such content,
   * removed reactions, stickers, backgrounds and marks of chats as custom content (`imessage_type` in its value). What
   * the account does itself is left out, but for the marks.
   */
  eventsInMessages?: boolean | undefined;
  /**
   * Refuses a message beyond a quota before it is sent, with a RateLimitError: 5,000 messages a server and day, 50 new
   * conversations a line and day, as they were counted here (`imessage(app).quota()`); and after the service has refused
   * one, until the day is over.
   */
  refuseOverQuota?: boolean | undefined;
  /**
   * How platforms are named: `documented` (`iMessage`, if not given), or `lower` (`imessage`) for programs written for
   * the public client.
   */
  platformIds?: "documented" | "lower" | undefined;
  /** What happens to content that a platform does not carry: a logged warning (the default), or an error. */
  unsupported?: "warn" | "throw" | undefined;
}

/** What an application is started with. Everything but the providers is optional. */
export interface SpectrumConfig extends CallOptions {
  /** The project's id; else `SPECTRUM_PROJECT_ID`. Together with the secret, or neither. */
  projectId?: string | undefined;
  /** The project's secret; else `SPECTRUM_PROJECT_SECRET`. */
  projectSecret?: string | undefined;
  /** The platforms, such as `imessage.config()`. */
  providers: readonly ProviderConfig[];
  options?: SpectrumOptions | undefined;
  /** The cloud's address; else `SPECTRUM_CLOUD_URL`. */
  cloudUrl?: string | undefined;
  /** Where shared lines are reached, `host:port`; else `SPECTRUM_IMESSAGE_ADDRESS`. */
  imessageAddress?: string | undefined;
  /** Where dedicated lines are reached, with `{instance}` for the line; else `SPECTRUM_IMESSAGE_LINE_ADDRESS`. */
  imessageLineAddress?: string | undefined;
  /** A PEM file with root certificates to trust besides the system's; else `SPECTRUM_CA_FILE`. */
  caFile?: string | undefined;
  /** How long the start may take in all, in milliseconds; 30 000 if not given. */
  startTimeout?: number | undefined;
  /**
   * How long a stream that sends heartbeats may be silent before it is taken for dead and opened again, in milliseconds;
   * 60 000 if not given, at least 1000.
   */
  watchdog?: number | undefined;
  /**
   * Where positions in the streams are kept: the path of a SQLite file, the URL of a Postgres database (11 or newer:
   * `postgres://user:password@host:port/database?namespace=agent`), or a store; in memory if not given. The password may
   * also be in `PGPASSWORD`, or in a file as psql reads it (`passfile=`); other hosts are reached with TLS, unless
   * `sslmode=disable` is given; one application has a namespace at a time. With a file or a database what came while
   * the program was down, and what it had not handled, comes at the next start.
   */
  store?: string | SqliteStore | MemoryStore | undefined;
  /** Who says that a message is handled; `auto` if not given. */
  ack?: AckMode | undefined;
  /** Allows connections without TLS to hosts other than this machine. */
  allowPlaintext?: boolean | undefined;
  /** Accepted for programs written for the public client; nothing is sent. */
  telemetry?: boolean | undefined;
  /** The secret of the webhook's signature, for `app.webhook`; else `SPECTRUM_WEBHOOK_SECRET`. */
  webhookSecret?: string | undefined;
  /**
   * The address of a NATS server with JetStream, or settings: this program is a worker of the fleet there, and gets its
   * share of what relays (`spectrum relay`) publish. It opens no streams. A message that was handled when its
   * acknowledgement was written does not come again; one whose worker died does, marked as redelivered, to another.
   */
  fleet?: string | FleetSettings | undefined;
  /**
   * The group of workers that it belongs to, with `fleet`: the workers of a group share the conversations, each group
   * gets everything.
   */
  group?: string | undefined;
}

/** What an application on a simulator is started with. */
export interface SimulatedConfig extends Omit<
  SpectrumConfig,
  "providers" | "projectId" | "projectSecret" | "cloudUrl" | "imessageAddress" | "imessageLineAddress" | "caFile"
> {
  /**
   * A simulator in place of the service: `true`, settings of one, or a {@link Simulator} that runs, perhaps for other
   * applications too. Credentials and addresses are its own.
   */
  simulator: true | SimulatorSettings | Simulator;
  /** The platforms; `imessage.config()` if not given. */
  providers?: readonly ProviderConfig[] | undefined;
}

/** The project as Spectrum Cloud describes it. */
export interface ProjectData {
  readonly id: string;
  readonly name?: string;
  readonly [key: string]: unknown;
}

const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for("Symbol.asyncDispose") as typeof Symbol.asyncDispose);

/** A running application. */
export class SpectrumInstance implements AsyncDisposable {
  readonly #native: NativeApp;
  readonly #runners: readonly Runner[];
  #simulator: Simulator | undefined;
  readonly #life: Life = { stopping: false };
  readonly #messages: AsyncIterable<[Space, Message]>;
  readonly #events: AsyncIterable<SpectrumEvent>;

  /**
   * What arrives, as `[space, message]`. The first read opens the streams. One consumer at a time; leaving the loop
   * keeps what was not read for the next one. Ends after {@link stop}.
   *
   * A message is handled when the next one is asked for, or with `ack: "manual"` when `message.ack()` was called. With a
   * durable store what is not handled comes again: to the next loop if this one is left, and after a restart of the
   * program.
   */
  get messages(): AsyncIterable<[Space, Message]> {
    return this.#messages;
  }

  /**
   * What happens besides messages: edits, unsends, removed reactions, changes of chats, gaps, lines that come and go,
   * the state of the streams. The first read opens the streams; messages wait meanwhile, so a program reads both. One
   * consumer at a time. At most 1024 events wait; with more the oldest are dropped, and `missed` stands in their place.
   * Ends after {@link stop}.
   */
  get events(): AsyncIterable<SpectrumEvent> {
    return this.#events;
  }

  /** The project as the cloud describes it; undefined without credentials. */
  readonly config: ProjectData | undefined;

  /** @internal Use `Spectrum(…)`. */
  constructor(app: NativeApp, runners: readonly Runner[], simulator?: Simulator) {
    this.#native = app;
    this.#runners = runners;
    this.#simulator = simulator;
    this.#messages = messagesOf(app, this.#life);
    this.#events = eventsOf(app, this.#life);
    this.config = (app.project() ?? undefined) as ProjectData | undefined;
  }

  /** The simulator on which the application runs. Throws the code `noSimulator` if it runs on the service. */
  get simulator(): Simulator {
    const found = this.#simulator ?? this.#native.simulator();
    if (!found) {
      const why = "the application runs on the service; start it with { simulator: true }";
      throw new SpectrumError(why, { code: "noSimulator" });
    }
    return (this.#simulator = found instanceof Simulator ? found : new Simulator(found));
  }

  /** Sends to a space; the same as `space.send(…)`. */
  send(space: Space): Promise<Message<string, AgentSender>[]>;
  send(space: Space, content: ReactionBuilder): Promise<Message<string, AgentSender, Space, Reaction> | undefined>;
  send(space: Space, content: ContentInput): Promise<Message<string, AgentSender> | undefined>;
  send(
    space: Space,
    ...contents: [ContentInput, ContentInput, ...ContentInput[]]
  ): Promise<Message<string, AgentSender>[]>;
  send(
    space: Space,
    ...contents: ContentInput[]
  ): Promise<Message<string, AgentSender> | Message<string, AgentSender>[] | undefined>;
  async send(
    space: Space,
    ...contents: ContentInput[]
  ): Promise<Message<string, AgentSender> | Message<string, AgentSender>[] | undefined> {
    if (!isSpace(space)) throw new ValidationError("app.send needs a space first");
    return space.send(...contents);
  }

  /** Replaces the text of a sent message. */
  async edit(message: Message | undefined, content: ContentInput, options?: CallOptions): Promise<void> {
    if (message === undefined) throw new ValidationError("edit has no target: the message was never sent");
    await message.edit(content, options);
  }

  /** Shows the typing indicator of a space while a function runs. */
  async responding<T>(space: Space, work: () => T | Promise<T>, options?: RespondingOptions): Promise<T> {
    if (!isSpace(space)) throw new ValidationError("app.responding needs a space first");
    return space.responding(work, options);
  }

  /**
   * Handles every message until the application stops: one at a time in each chat, chats side by side, failed ones again
   * after a wait, before the others of their chat. It is the one consumer of {@link messages}.
   *
   * A message is acknowledged when its handler has ended, whatever `ack` says. What was sent through the message and its
   * space is sent once over all attempts. A handler that throws anything but an error of this library is logged, without
   * the text of what it threw. Handlers that run at the stop get 5 s; one that calls {@link stop} itself waits these 5 s.
   */
  handle(handler: Handler, options: HandleOptions = {}): Promise<void> {
    return handle(this.#native, this.#life, handler, options);
  }

  /**
   * Takes a request of a webhook, as a fetch-style server has it (Hono, Bun, Deno, Next.js), and gives the response. The
   * body must not have been read.
   *
   * The message goes to {@link messages} or {@link handle}, like one from a stream; one that came on a stream too is handed
   * over once. Before the answer 200 it is on disk if the store is durable, and comes again after a crash until it is
   * handled. A delivery that was accepted before is answered 200 without a second run.
   *
   * A bad request is a response: 400 for what is not understood, 401 for a wrong signature, 500 without a secret, 503 for a
   * platform that is not among the providers and after the stop.
   */
  async webhook(request: Request, options: WebhookOptions = {}): Promise<Response> {
    const { status, body } = await this.#webhook(request, request.headers, options);
    return new Response(body, { status, headers: { "content-type": "text/plain" } });
  }

  /**
   * A handler of webhooks for Express and for Node's own server: `server.post("/webhook", app.webhookHandler())`. What
   * parses JSON must not come before it; `express.raw({ type: "*\/*" })` may.
   */
  webhookHandler(options: WebhookOptions = {}): (request: NodeRequest, response: NodeResponse) => Promise<void> {
    return async (request, response) => {
      let answer = { status: 500, body: "webhookBodyParsed" };
      try {
        answer = await this.#webhook(request, request.headers, options);
      } finally {
        response.statusCode = answer.status;
        response.setHeader("content-type", "text/plain");
        response.end(answer.body);
      }
    };
  }

  async #webhook(
    request: Request | NodeRequest,
    headers: Request["headers"] | NodeRequest["headers"],
    { ack = "accepted" }: WebhookOptions,
  ): Promise<{ status: number; body: string }> {
    const body = await bodyOf(request);
    if (!body) return { status: 400, body: "webhookBodyInvalid" };
    return call((to, id) => this.#native.webhook(to, id, pairs(headers), body, ack));
  }

  /** How the application is doing. No network call. */
  health(): Health {
    return healthOf(this.#native.health());
  }

  /**
   * What was given up and is kept to be looked into: events that were stepped over, and messages whose jobs have failed
   * as often as they may. The oldest first, at most 256; with a durable store also those of earlier runs. No network
   * call.
   */
  deadLetters(): GivenUp[] {
    return givenUpOf(sync(() => this.#native.deadLetters()));
  }

  /** Removes one of {@link deadLetters} by its id; whether it was there. */
  removeDeadLetter(id: string): boolean {
    return sync(() => this.#native.removeDeadLetter(id));
  }

  /**
   * Sends of earlier runs of the program that were not confirmed: it was stopped (calls in flight get 5 s) or killed
   * before the service had answered, so nobody knows whether they went out. The oldest first, at most 256; none without a
   * durable store. They stay until {@link sendAgain} has succeeded, or {@link removeFromOutbox}.
   *
   * What the program has aborted itself, or was told the failure of, is not here; nor what was sent while a message was
   * handled, which comes again with the message; nor actions such as edits. No network call.
   */
  outbox(): OutboxEntry[] {
    return outboxOf(sync(() => this.#native.outbox()));
  }

  /**
   * Sends an entry of {@link outbox} again, with the same key: it goes out once, and if the service had taken it, the
   * message is the first one. Then it leaves the outbox.
   *
   * Rejects with a NotFoundError (`outboxEntryNotFound`) if there is none, a ValidationError (`notKept`) if its content is
   * not kept: that of bytes and streams is not.
   */
  async sendAgain(clientMessageId: string, { signal }: CallOptions = {}): Promise<Message | undefined> {
    const sent = await call((to, id, cancel) => this.#native.sendAgain(to, id, clientMessageId, cancel), signal);
    return sent ? wrapMessage(sent) : undefined;
  }

  /** Takes an entry out of the outbox; whether it was there. */
  removeFromOutbox(clientMessageId: string): boolean {
    return sync(() => this.#native.removeFromOutbox(clientMessageId));
  }

  /**
   * Stops: no new handler begins, and those that run get 5 s; then `messages` and `events` end, calls in flight get 5 s,
   * and everything is closed, the store as soon as no loop over messages is left. A second call returns with the first;
   * afterwards sending throws.
   */
  async stop(): Promise<void> {
    this.#life.stopping = true;
    await call((to, id) => this.#native.stop(to, id));
    forwardLogs();
  }

  [asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** @internal */
  static runner(app: SpectrumInstance, name: string): Runner | undefined {
    return app.#runners.find((runner) => runner.name === name);
  }

  /** @internal */
  static native(app: unknown): NativeApp | undefined {
    return typeof app === "object" && app !== null && #native in app ? app.#native : undefined;
  }
}

/** From the environment as this thread sees it: a worker has a copy of its own, which native code does not see. */
function fromEnvironment(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** Begins to serve the definitions of the program's own, each for this application. */
function run(providers: readonly ProviderConfig[], start: StartOptions): Runner[] {
  const runners: Runner[] = [];
  providers.forEach((provider, index) => {
    const configured = ProviderConfig.custom(provider);
    if (!configured) return;
    start.providers[index] = { ...start.providers[index]!, custom: runners.length };
    runners.push(
      new Runner(
        configured,
        sync(() => native.define(configured.name)),
      ),
    );
  });
  for (const runner of runners) void runner.run();
  return runners;
}

/**
 * Starts an application: the configuration is checked, the credentials are exchanged, the lines are connected.
 *
 * Rejects with a ValidationError for a wrong configuration, an AuthenticationError for wrong credentials, a
 * ConnectionError if the service cannot be reached within the start timeout.
 */
export async function Spectrum(given: SpectrumConfig | SimulatedConfig): Promise<SpectrumInstance> {
  const config = given as Partial<SpectrumConfig> & Partial<Pick<SimulatedConfig, "simulator">>;
  const providers = config?.providers ?? (config?.simulator ? [] : undefined);
  if (typeof config !== "object" || config === null || !Array.isArray(providers)) {
    throw new ValidationError("Spectrum needs an object with providers, such as [imessage.config()]");
  }
  const { options = {}, signal, simulator: wanted } = config;
  const running = wanted instanceof Simulator ? wanted : undefined;
  const simulator = !wanted || running ? undefined : settingsJson(wanted === true ? {} : wanted);
  // The environment speaks of the service.
  const variable = wanted ? () => undefined : fromEnvironment;
  checkDuration(config.startTimeout, "startTimeout");
  checkDuration(config.watchdog, "watchdog");
  const start: StartOptions = {
    projectId: config.projectId || variable("SPECTRUM_PROJECT_ID"),
    projectSecret: config.projectSecret || variable("SPECTRUM_PROJECT_SECRET"),
    cloudUrl: config.cloudUrl || variable("SPECTRUM_CLOUD_URL"),
    imessageAddress: config.imessageAddress || variable("SPECTRUM_IMESSAGE_ADDRESS"),
    imessageLineAddress: config.imessageLineAddress || variable("SPECTRUM_IMESSAGE_LINE_ADDRESS"),
    caFile: config.caFile || variable("SPECTRUM_CA_FILE"),
    startTimeout: config.startTimeout,
    watchdog: config.watchdog,
    store: fileOf(config.store),
    manualAck: isManual(config.ack),
    flattenGroups: options.flattenGroups ?? false,
    eventsInMessages: options.eventsInMessages ?? false,
    refuseOverQuota: options.refuseOverQuota ?? false,
    platformIds: String(options.platformIds ?? "documented"),
    webhookSecret: config.webhookSecret || fromEnvironment("SPECTRUM_WEBHOOK_SECRET"),
    unsupported: String(options.unsupported ?? "warn"),
    allowPlaintext: config.allowPlaintext ?? false,
    fleet: fleetJson(config.fleet, config.group),
    simulator,
    providers: (providers as readonly ProviderConfig[]).map(providerOptions),
  };
  configureByOptions(options.logLevel, options.logger);
  startTelemetry();
  const runners = run(providers as readonly ProviderConfig[], start);
  const shared = Simulator.native(running);
  try {
    const definitions = runners.map((runner) => runner.native);
    const app = await call((to, id, cancel) => native.start(to, id, start, definitions, shared, cancel), signal);
    return new SpectrumInstance(app, runners, running);
  } finally {
    // Those that the start did not come to.
    for (const runner of runners) runner.native.forget();
  }
}

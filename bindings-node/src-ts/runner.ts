// A defined platform at work: the core asks, this side answers.
import { background } from "./call.js";
import { avatar, ContentBuilder, custom } from "./content.js";
import type {
  PlatformContext,
  PlatformDef,
  PlatformWiseActions,
  ProviderContent,
  ProviderMessage,
  ProviderSpaceRecord,
} from "./definition.js";
import { SpectrumError, UnsupportedError, ValidationError } from "./errors.js";
import { keep } from "./failures.js";
import { className, report } from "./handling.js";
import {
  type CustomRecord,
  type CustomSpace,
  type NativeContent,
  type NativeDefinition,
  type NativeRequest,
} from "./native.js";
import { wrapSpace } from "./space.js";
import type { AvatarData } from "./types.js";
import { wrapUser } from "./user.js";
import { wrapContent } from "./view.js";

type AnyDef = PlatformDef<any, any, any, any, any, any, any, any, any>;

/** @internal A definition with a configuration of its own. */
export interface Configured {
  readonly name: string;
  readonly definition: AnyDef;
  readonly config: object;
}

function spaceInput(space: ProviderSpaceRecord | string): CustomSpace {
  if (typeof space === "string") return { id: space, group: false, fields: {} };
  const { id, type, ...fields } = space;
  return { id, group: type === "group", fields };
}

async function contentOf(content: ProviderContent): Promise<NativeContent | undefined> {
  if (typeof content === "string" || ContentBuilder.is(content)) return ContentBuilder.native(content);
  switch (content.type) {
    case "text":
      return ContentBuilder.native(content.text);
    case "custom":
      return ContentBuilder.native(custom(content.raw));
    case "reaction":
      return undefined;
    default:
      throw new ValidationError("the content of a message is a string, what a builder made, or a reaction");
  }
}

function record(message: ProviderMessage): CustomRecord {
  const { id, content, sender, space, timestamp, replyTo } = message;
  const reaction = typeof content === "object" && !ContentBuilder.is(content) && content.type === "reaction";
  return {
    id,
    ...(reaction ? { emoji: content.emoji, target: content.target } : {}),
    sender: typeof sender === "string" ? { id: sender } : sender,
    space: spaceInput(space),
    ...(timestamp === undefined ? {} : { timestamp: timestamp.getTime() }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

/** @internal Serves the requests to one definition, for one application, until its client is destroyed. */
export class Runner {
  readonly native: NativeDefinition;
  readonly #configured: Configured;
  readonly #store = new Map<string, unknown>();
  readonly #over = new AbortController();
  #client: unknown;

  constructor(configured: Configured, native: NativeDefinition) {
    this.#configured = configured;
    this.native = native;
  }

  get name(): string {
    return this.#configured.name;
  }

  /** Aborted when the client is destroyed. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  context(signal: AbortSignal = this.over): PlatformContext<unknown, object> {
    return { client: this.#client, config: this.#configured.config, store: this.#store, signal };
  }

  /** Never rejects. What it waits for does not keep the process alive. */
  async run(): Promise<void> {
    for (;;) {
      const request = await background((to, id) => this.native.next(to, id));
      if (!request) return this.#over.abort();
      void this.#serve(request);
    }
  }

  async #serve(request: NativeRequest): Promise<void> {
    const end = new AbortController();
    void background((to, id) => request.cancelled(to, id)).then(() => end.abort());
    try {
      await this.#answer(request, end.signal);
    } catch (error) {
      // Nobody else is told what it was.
      if (request.name === "messages" || request.name === "destroyClient") {
        report(`${request.name} of the platform ${this.name} failed`, error);
      }
      fail(request, error);
    }
  }

  async #answer(request: NativeRequest, signal: AbortSignal): Promise<unknown> {
    const { definition } = this.#configured;
    const { id = "", params, users = [], content, clientMessageId, ...about } = request.arguments();
    const actions: PlatformWiseActions<unknown, object> = definition.actions ?? {};
    const context = this.context(signal);
    const space = about.space && wrapSpace(about.space);
    switch (request.name) {
      case "createClient": {
        this.#client = await definition.lifecycle.createClient(context);
        // Nobody waited so long.
        if (!request.done()) await definition.lifecycle.destroyClient?.(this.context());
        return;
      }
      case "destroyClient":
        this.#over.abort();
        await definition.lifecycle.destroyClient?.(context);
        return request.done();
      case "resolveUser":
        return request.user(await definition.user.resolve({ ...context, input: { userID: id } }));
      case "createSpace": {
        const input = { users: users.map(wrapUser), params: params ?? undefined };
        return request.space(spaceInput(await definition.space.create({ ...context, input })));
      }
      case "getSpace": {
        const { get } = definition.space;
        if (!get) return this.#ofId(request, id);
        return request.space(spaceInput(await get({ ...context, input: { id, params: params ?? undefined } })));
      }
      case "messages":
        await this.#pump(request, signal);
        return request.done();
      case "send": {
        const outgoing = { space, content: wrapContent(content!), clientMessageId: clientMessageId ?? undefined };
        const sent = await definition.send({ ...context, ...outgoing });
        return sent ? request.sent(sent.id, sent.timestamp?.getTime()) : request.done();
      }
      case "getMessage": {
        if (!actions.getMessage) return request.notGiven();
        const found = await actions.getMessage(context, space!, id);
        return found ? request.message(await contentOf(found.content), record(found)) : request.done();
      }
      case "getMembers": {
        if (!actions.getMembers) return request.notGiven();
        return request.members([...(await actions.getMembers(context, space!))]);
      }
      case "getDisplayName": {
        if (!actions.getDisplayName) return request.notGiven();
        const name = await actions.getDisplayName(context, space!);
        return name === undefined ? request.done() : request.displayName(name);
      }
      case "getAvatar": {
        if (!actions.getAvatar) return request.notGiven();
        const picture = await actions.getAvatar(context, space!);
        if (picture === undefined) return request.done();
        const { data, mimeType } = picture as Partial<AvatarData>;
        const content = data ? avatar(data, { mimeType }) : avatar(picture as string);
        return request.avatar(await ContentBuilder.native(content));
      }
    }
  }

  /** A space of the id alone, if that is one. */
  #ofId(request: NativeRequest, id: string): boolean {
    const { schema } = this.#configured.definition.space;
    if (!schema) return request.notGiven();
    try {
      return request.space(spaceInput(schema.parse({ id }) as ProviderSpaceRecord));
    } catch (cause) {
      const detail = "a space has more than its id, and the definition has no way to get it: give it space.get";
      return request.unsupported(false, "space.get", detail, keep(cause));
    }
  }

  async #pump(request: NativeRequest, signal: AbortSignal): Promise<void> {
    const source: AsyncIterable<ProviderMessage> = this.#configured.definition.messages(this.context(signal));
    for await (const message of until(signal, source)) {
      const content = await contentOf(message.content);
      const arriving = record(message);
      if (!(await background((to, id) => request.put(to, id, content, arriving)))) return;
    }
  }
}

/** @internal What a source gives until a signal is aborted. */
export async function* until<T>(signal: AbortSignal, source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  // One at a time: a race with a promise that stays would hold on to everything that was ever waited for.
  let stop = (): void => undefined;
  const abort = (): void => stop();
  signal.addEventListener("abort", abort, { once: true });
  try {
    while (!signal.aborted) {
      const next = await new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    // A generator that waits ends when it goes on; nobody waits for that.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

function fail(request: NativeRequest, error: unknown): void {
  const failure = keep(error);
  if (error instanceof UnsupportedError) {
    const name = error.kind === "content" ? error.contentType : error.action;
    request.unsupported(error.kind === "content", name ?? "", error.detail, failure);
  } else if (error instanceof SpectrumError) {
    request.failed(error.name, error.code, error.message, error.retryable, failure);
  } else {
    request.broken(className(error), failure);
  }
}

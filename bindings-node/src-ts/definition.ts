// What a program says to define a platform.
import type { AvatarInput, ContentBuilder } from "./content.js";
import type { AvatarData, Content, Message, Space, User } from "./types.js";

type MaybePromise<T> = T | Promise<T>;

/** Checks a configuration: a schema with `parse`, such as one of zod, or a function. Throws for a wrong one. */
export type ConfigSchema = { parse(input: unknown): object } | ((input: never) => object);

/** What {@link CustomPlatform.config} takes. */
export type ConfigInput<Schema> = Schema extends { readonly _input: infer Input }
  ? Input
  : Schema extends { parse(input: unknown): infer Output }
    ? Output
    : Schema extends (input: infer Input) => object
      ? Input
      : never;

/** The configuration as it was checked. */
export type ConfigOutput<Schema> = Schema extends { parse(input: unknown): infer Output }
  ? Output
  : Schema extends (input: never) => infer Output
    ? Output
    : never;

/** What every callback of a definition is given. */
export interface PlatformContext<Client, Config> {
  /** What `createClient` has made. */
  readonly client: Client;
  /** The configuration as it was checked. */
  readonly config: Config;
  /** Values that callbacks share, of one application. */
  readonly store: Map<string, unknown>;
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
}

/** A conversation, as a definition describes it. What it has besides is kept with it, as JSON. */
export interface ProviderSpaceRecord {
  /** The id, unique on the platform. */
  readonly id: string;
  /** `dm` if it is not given. */
  readonly type?: "dm" | "group";
}

/** A user, as a definition describes them. */
export interface ProviderUserRecord {
  readonly id: string;
  /** `agent`: what this user writes counts as sent. */
  readonly kind?: "agent";
  readonly address?: string;
  readonly country?: string;
}

/** What a message holds, as a definition describes it. */
export type ProviderContent =
  | string
  | ContentBuilder
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "custom"; readonly raw: unknown }
  /**
   * A reaction; `target` is the id of the message that is meant. It is handed over if that is known: one of the last
   * 1000, or what `getMessage` finds.
   */
  | { readonly type: "reaction"; readonly emoji: string; readonly target: string };

/** A message, as a definition describes it. */
export interface ProviderMessage {
  /** The id, unique in its conversation and the same whenever the message is seen. */
  readonly id: string;
  readonly content: ProviderContent;
  /** Who wrote it, or the id. */
  readonly sender: ProviderUserRecord | string;
  /** Where, or the id. */
  readonly space: ProviderSpaceRecord | string;
  /** Now if it is not given. */
  readonly timestamp?: Date;
  /** The id of the message that it answers. */
  readonly replyTo?: string;
}

/** A message that a definition has sent. */
export interface ProviderMessageRecord {
  readonly id: string;
  /** Now if it is not given. */
  readonly timestamp?: Date;
}

/** Actions that every platform has; without them the calls of a space throw an UnsupportedError. */
export interface PlatformWiseActions<Client, Config> {
  /** A message by its id, if it is none of the last 1000; undefined if it is unknown. */
  getMessage?(
    ctx: PlatformContext<Client, Config>,
    space: Space,
    messageId: string,
  ): MaybePromise<ProviderMessage | undefined>;
  /** The people of a group, without this program. */
  getMembers?(ctx: PlatformContext<Client, Config>, space: Space): MaybePromise<readonly ProviderUserRecord[]>;
  /** The name of a group. */
  getDisplayName?(ctx: PlatformContext<Client, Config>, space: Space): MaybePromise<string | undefined>;
  /** The picture of a group: what `avatar` takes, or bytes with their MIME type. */
  getAvatar?(ctx: PlatformContext<Client, Config>, space: Space): MaybePromise<AvatarInput | AvatarData | undefined>;
}

/** An action of an application's side of the platform. */
export type InstanceActionFn<Client, Config> = (ctx: PlatformContext<Client, Config>, ...args: never[]) => unknown;
/** An action of a space. */
export type SpaceActionFn = (space: Space, ...args: never[]) => unknown;
/** An action of a message. */
export type MessageActionFn = (message: Message, ...args: never[]) => unknown;
/** A stream of other events. */
export type EventProducer<Client, Config> = (ctx: PlatformContext<Client, Config>) => AsyncIterable<unknown>;

type Rest<Arguments extends unknown[]> = Arguments extends [unknown, ...infer Others] ? Others : [];

/** Actions without their first argument. */
export type Bound<Actions> = {
  readonly [Name in keyof Actions]: Actions[Name] extends (...args: infer Arguments) => infer Result
    ? (...args: Rest<Arguments>) => Result
    : never;
};

/** A platform that a program defines. */
export interface PlatformDef<
  Schema extends ConfigSchema,
  Client,
  TSpace extends ProviderSpaceRecord,
  Params,
  Actions,
  SpaceActions,
  MessageActions,
  Events,
  Static,
> {
  /** Checks a configuration, before an application connects anything. */
  config: Schema;
  lifecycle: {
    /** Connects. The time of the application's start limits it. */
    createClient(ctx: {
      config: ConfigOutput<Schema>;
      store: Map<string, unknown>;
      signal: AbortSignal;
    }): MaybePromise<Client>;
    /**
     * Disconnects: once for each client, when the application has stopped, after the calls that were on their way, in at
     * most 5 s.
     */
    destroyClient?(ctx: PlatformContext<NoInfer<Client>, ConfigOutput<Schema>>): MaybePromise<void>;
  };
  user: {
    /** A user by the id. */
    resolve(
      ctx: PlatformContext<NoInfer<Client>, ConfigOutput<Schema>> & { readonly input: { readonly userID: string } },
    ): MaybePromise<ProviderUserRecord>;
  };
  space: {
    /** What every space has. Without `get`, a space is made of its id only if this takes it. */
    schema?: { parse(input: unknown): TSpace };
    /** Begins a conversation. */
    create(
      ctx: PlatformContext<NoInfer<Client>, ConfigOutput<Schema>> & {
        readonly input: { readonly users: User[]; readonly params: Params | undefined };
      },
    ): MaybePromise<TSpace>;
    /** A known conversation by its id. Not given, it is made of the id alone. */
    get?(
      ctx: PlatformContext<NoInfer<Client>, ConfigOutput<Schema>> & {
        readonly input: { readonly id: string; readonly params: Params | undefined };
      },
    ): MaybePromise<TSpace>;
    /** What spaces can do besides, once they are narrowed. */
    actions?: SpaceActions;
  };
  message?: {
    /** What messages can do besides, once they are narrowed. */
    actions?: MessageActions;
  };
  /**
   * What arrives, from the first read of the application's messages to the stop. Its end means that nothing will arrive
   * any more. An error is logged and told in `app.events`, and it is asked for again after a wait (500 ms, doubled up to
   * 30 s until something arrives).
   */
  messages(ctx: PlatformContext<NoInfer<Client>, ConfigOutput<Schema>>): AsyncIterable<ProviderMessage>;
  /**
   * Sends content, to a conversation one after another in the order of the calls. Gives the message, or undefined for
   * content that yields none, such as typing.
   *
   * Every kind of content that the network does not carry is answered with
   * `throw new UnsupportedError({ kind: "content", contentType: content.type })`: it comes again in a plainer form if it
   * has one (markdown as text, an effect as what is inside), else it is skipped.
   */
  send(
    ctx: PlatformContext<NoInfer<Client>, ConfigOutput<Schema>> & {
      readonly space: Space & NoInfer<TSpace>;
      readonly content: Content;
      /** The idempotency key, for networks that know such: a send that is repeated has the same. */
      readonly clientMessageId: string | undefined;
    },
  ): MaybePromise<ProviderMessageRecord | undefined>;
  /** Actions that every platform has, and further ones of an application's side of the platform. */
  actions?: PlatformWiseActions<NoInfer<Client>, ConfigOutput<Schema>> & Actions;
  /** Values of the platform itself. */
  static?: Static;
  /** Streams of other events, of an application's side of the platform. They end with the application. */
  events?: Events;
}

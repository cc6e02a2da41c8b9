// `definePlatform`: platforms that a program defines.
import { SpectrumInstance } from "./app.js";
import { call, type CallOptions, sync } from "./call.js";
import type {
  Bound,
  ConfigInput,
  ConfigSchema,
  EventProducer,
  InstanceActionFn,
  MessageActionFn,
  PlatformDef,
  PlatformWiseActions,
  ProviderSpaceRecord,
  SpaceActionFn,
} from "./definition.js";
import { SpectrumError, ValidationError } from "./errors.js";
import { log } from "./log.js";
import { isMessage } from "./message.js";
import { native, type NativeCustom } from "./native.js";
import { ProviderConfig } from "./provider.js";
import { Runner, until } from "./runner.js";
import { isSpace, wrapSpace } from "./space.js";
import type { AvatarData, Message, Space, User } from "./types.js";
import { addressOf, type UserInput, wrapUser } from "./user.js";

/** Makes and finds the conversations of a defined platform. */
export interface PlatformSpaces<TSpace, Params> {
  /** Begins a conversation with users, whom the definition resolves first. The params are JSON. */
  create(users: UserInput | readonly UserInput[], params?: Params, options?: CallOptions): Promise<TSpace>;
  /**
   * A known conversation by its id. An UnsupportedError if the definition does not say how, and a space is more than its
   * id.
   */
  get(id: string, params?: Params, options?: CallOptions): Promise<TSpace>;
}

type Events<Producers> = {
  readonly [Name in keyof Producers]: Producers[Name] extends (...args: never[]) => infer Stream ? Stream : never;
};

/** The side of a defined platform in an application. Actions and events of the definition are here too. */
export interface PlatformInstance<Name extends string, Client, TSpace, Params> {
  /** What `createClient` has made. */
  readonly client: Client;
  /** A user, as the definition resolves them. */
  user(id: string, options?: CallOptions): Promise<User>;
  readonly space: PlatformSpaces<TSpace, Params>;
  /** What arrives: the messages of the application, with its one reader at a time. */
  readonly messages: SpectrumInstance["messages"];
  /** The same as `space.getMessage`. */
  getMessage(space: Space, messageId: string): Promise<Message<Name> | undefined>;
  /** The people of a group. */
  getMembers(space: Space): Promise<User[]>;
  /** The name of a group. */
  getDisplayName(space: Space): Promise<string | undefined>;
  /** The picture of a group. */
  getAvatar(space: Space): Promise<AvatarData | undefined>;
}

/** A platform that a program defines; used as `imessage` is. */
export interface CustomPlatform<
  Name extends string,
  Input,
  Client,
  TSpace extends ProviderSpaceRecord,
  Params,
  Actions,
  SpaceActions,
  MessageActions,
  Producers,
> {
  /** For `providers`: the platform with a configuration of its own, which is checked here. */
  config(...input: object extends Input ? [input?: Input] : [input: Input]): ProviderConfig;
  (
    app: SpectrumInstance,
  ): PlatformInstance<Name, Client, Space & TSpace & Bound<SpaceActions>, Params> &
    Bound<Omit<Actions, keyof PlatformWiseActions<never, never>>> &
    Events<Producers>;
  (space: Space): Space & TSpace & Bound<SpaceActions>;
  (message: Message): Message<Name, User, Space & TSpace & Bound<SpaceActions>> & Bound<MessageActions>;
  /** Whether a space or a message is on the platform. */
  is(value: Space): value is Space & TSpace & Bound<SpaceActions>;
  is(value: Message): value is Message<Name, User, Space & TSpace & Bound<SpaceActions>> & Bound<MessageActions>;
  is(value: unknown): boolean;
}

type Action = (first: unknown, ...args: unknown[]) => unknown;
type AnyDef = PlatformDef<ConfigSchema, any, any, any, any, any, any, any, any>;

/** Adds actions whose first argument is given. Names that are taken are left out, with a warning. */
function bind<T extends object>(target: T, actions: object | undefined, first: () => unknown): T {
  for (const [name, action] of Object.entries(actions ?? {}) as [string, Action][]) {
    const value = (...args: unknown[]): unknown => action(first(), ...args);
    if (name in target) {
      const own = Object.getOwnPropertyDescriptor(target, name);
      if ((!own || !bound.has(own.value as object)) && !bound.has(action)) {
        // Once for each action.
        bound.add(action);
        log("warn", "an action of a platform has a name that is taken, and is left out", { action: name });
      }
      continue;
    }
    bound.add(value);
    Object.defineProperty(target, name, { value });
  }
  return target;
}

/** What {@link bind} has made, so that it is not made again. */
const bound = new WeakSet<object>();

const WISE = ["getMessage", "getMembers", "getDisplayName", "getAvatar"];

function spaces(side: NativeCustom, narrow: (space: Space) => Space): PlatformSpaces<Space, unknown> {
  return {
    create: async (users, params = null, options = {}) => {
      const ids = (Array.isArray(users) ? (users as readonly UserInput[]) : [users as UserInput]).map(addressOf);
      const { signal } = options;
      return narrow(wrapSpace(await call((to, n, cancel) => side.createSpace(to, n, ids, params, cancel), signal)));
    },
    get: async (id, params = null, options = {}) =>
      narrow(wrapSpace(await call((to, n, cancel) => side.space(to, n, id, params, cancel), options.signal))),
  };
}

function instance(
  app: SpectrumInstance,
  runner: Runner,
  side: NativeCustom,
  definition: AnyDef,
  narrow: (space: Space) => Space,
): object {
  const made = {
    get client() {
      return runner.context().client;
    },
    user: async (id: string, { signal }: CallOptions = {}) =>
      wrapUser(await call((to, n, cancel) => side.user(to, n, id, cancel), signal)),
    space: spaces(side, narrow),
    get messages() {
      return app.messages;
    },
    getMessage: (space: Space, id: string) => space.getMessage(id),
    getMembers: (space: Space) => space.getMembers(),
    getDisplayName: (space: Space) => space.getDisplayName(),
    getAvatar: (space: Space) => space.getAvatar(),
  };
  const own = Object.entries((definition.actions ?? {}) as object).filter(([name]) => !WISE.includes(name));
  bind(made, Object.fromEntries(own), () => runner.context());
  for (const [name, produce] of Object.entries((definition.events ?? {}) as Record<string, EventProducer<any, any>>)) {
    const stream = { [Symbol.asyncIterator]: () => until(runner.over, produce(runner.context())) };
    if (name in made) throw new ValidationError(`an event of a platform cannot be called ${name}`);
    Object.defineProperty(made, name, { value: stream });
  }
  return made;
}

/** The configuration, checked. What a schema throws is the cause of a ValidationError. */
function checked(name: string, schema: ConfigSchema, input: unknown): object {
  try {
    return "parse" in schema ? schema.parse(input) : schema(input as never);
  } catch (cause) {
    if (cause instanceof SpectrumError) throw cause;
    const text = cause instanceof Error ? cause.message : "it is not accepted";
    throw new ValidationError(`the configuration of ${name}: ${text}`, { code: "invalidArgument", cause });
  }
}

function check(name: string, definition: AnyDef): void {
  const { config, lifecycle, user, space, messages, send } = definition;
  const callable = [lifecycle?.createClient, user?.resolve, space?.create, messages, send];
  if (!config || callable.some((one) => typeof one !== "function")) {
    throw new ValidationError(
      `the definition of ${name} needs config, lifecycle.createClient, user.resolve, space.create, messages and send`,
    );
  }
  sync(() => native.define(name)).forget();
}

/**
 * Defines a platform: how a network is reached. Everything else is as on every platform. The name is of small letters,
 * digits and single underscores, such as `my_chat`.
 *
 * What callbacks throw comes out of the call with its class if it is an error of this library, else as the cause of a
 * SpectrumError (`platformFailed`). Logs have the class of an error, not its text.
 */
export function definePlatform<
  const Name extends string,
  Schema extends ConfigSchema,
  Client,
  TSpace extends ProviderSpaceRecord = ProviderSpaceRecord,
  Params = unknown,
  Actions extends Record<string, InstanceActionFn<any, any>> = Record<never, never>,
  SpaceActions extends Record<string, SpaceActionFn> = Record<never, never>,
  MessageActions extends Record<string, MessageActionFn> = Record<never, never>,
  Producers extends Record<string, EventProducer<any, any>> = Record<never, never>,
  Static extends object = Record<never, never>,
>(
  name: Name,
  definition: PlatformDef<Schema, Client, TSpace, Params, Actions, SpaceActions, MessageActions, Producers, Static>,
): CustomPlatform<Name, ConfigInput<Schema>, Client, TSpace, Params, Actions, SpaceActions, MessageActions, Producers> &
  Readonly<Static> {
  check(name, definition);
  const sides = new WeakMap<SpectrumInstance, object>();
  const isHere = (value: unknown): boolean =>
    (isSpace(value) || isMessage(value)) && (value as Space | Message).platform === name;
  const equipped = <T extends object>(value: T): T => {
    if (isMessage(value)) {
      bind(value.space, definition.space.actions, () => value.space);
      return bind(value, definition.message?.actions, () => value);
    }
    return bind(value, definition.space.actions, () => value);
  };
  const side = (app: SpectrumInstance): object => {
    let found = sides.get(app);
    if (!found) {
      const started = SpectrumInstance.native(app);
      if (!started) throw new ValidationError("not an application of this library");
      const custom = sync(() => started.custom(name));
      const runner = SpectrumInstance.runner(app, name);
      if (!runner) throw new ValidationError(`${name} is not among the providers of this application`);
      found = instance(app, runner, custom, definition as AnyDef, equipped);
      sides.set(app, found);
    }
    return found;
  };
  const narrow = (value: unknown): unknown => {
    if (value instanceof SpectrumInstance) return side(value);
    if (!isSpace(value) && !isMessage(value)) {
      throw new ValidationError(`${name}(…) takes an application, a space or a message`);
    }
    if (isHere(value)) return equipped(value);
    log("warn", `${name}(…) was given what is on another platform`, { platform: value.platform });
    return value;
  };
  const config = (input: unknown = {}): ProviderConfig =>
    new ProviderConfig(
      { terminal: false, local: false },
      { name, definition, config: checked(name, definition.config, input) },
    );
  const is = (value: unknown): boolean => {
    const here = isHere(value);
    if (here) equipped(value as object);
    return here;
  };
  // A function has a name of its own, which a static value may take.
  Object.defineProperty(narrow, "name", { value: name, configurable: true, writable: true });
  return Object.assign(narrow, definition.static, { config, is }) as never;
}

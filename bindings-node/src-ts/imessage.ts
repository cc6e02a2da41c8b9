// `imessage`: configuration, narrowing, constants.
import { SpectrumInstance } from "./app.js";
import { call, type CallOptions, sync } from "./call.js";
import { doctor, type DoctorOptions, type DoctorReport } from "./doctor.js";
import { ValidationError } from "./errors.js";
import { encode } from "./line/json.js";
import { Line } from "./line/line.js";
import type { MessageFilter, Page } from "./line/requests.js";
import { log } from "./log.js";
import { isMessage } from "./message.js";
import { native, type NativeImessage } from "./native.js";
import { configure, type IMessageConfig, type ProviderConfig } from "./provider.js";
import { type Quota, quotasOf } from "./quota.js";
import { page } from "./results.js";
import { isSpace, wrapSpace } from "./space.js";
import type {
  Attachment,
  Content,
  IMessageMessage,
  IMessageSpace,
  IMessageUser,
  Message,
  Space,
  User,
} from "./types.js";
import { addressOf, isUser, type UserInput, wrapUser } from "./user.js";
import { wrapContent } from "./view.js";

/** What may be said about a space. */
export interface SpaceOptions extends CallOptions {
  /** The line that serves it. Ignored on shared lines; one at random for a new space if not given. */
  phone?: string | undefined;
}

/** How a user is found. */
export interface UserOptions extends CallOptions {
  /** Asks the service what it knows of the address. */
  lookup?: boolean | undefined;
  /** The line that asks. */
  phone?: string | undefined;
}

/** Which messages are listed, and of which line. */
export interface RecentOptions extends MessageFilter, CallOptions {
  /** The line. */
  phone?: string | undefined;
}

/** Makes and finds conversations. Called, it is the older form of {@link IMessageSpaces.create}. */
export interface IMessageSpaces {
  (...users: UserInput[]): Promise<IMessageSpace>;
  (...args: [UserInput, ...UserInput[], SpaceOptions]): Promise<IMessageSpace>;
  /** Begins a conversation. On shared lines that makes no call, and only a conversation of two is possible. */
  create(users: UserInput | readonly UserInput[], options?: SpaceOptions): Promise<IMessageSpace>;
  /** A known conversation by its chat guid. No network call. With several lines `phone` says which one serves it. */
  get(guid: string, options?: SpaceOptions): Promise<IMessageSpace>;
}

/** The iMessage side of an application. */
export interface IMessageApp {
  /**
   * A user by a phone number or an e-mail address. No network call and no normalisation, unless `lookup` asks for what
   * the service knows of the address: its normal form, country and service. Then a NotFoundError if it is unknown.
   */
  user(id: string, options?: UserOptions): Promise<IMessageUser>;
  readonly space: IMessageSpaces;
  /**
   * A received or uploaded file by its guid; undefined if it is unknown. Its bytes are fetched when they are read. With
   * several lines `phone` says which one knows it.
   */
  getAttachment(guid: string, phone?: string, options?: CallOptions): Promise<Attachment | undefined>;
  /** A page of a line's messages of all conversations, newest first. With several lines `phone` says which one. */
  recent(options?: RecentOptions): Promise<Page>;
  /** One line with every call that the service has. With several lines `phone` says which. No network call. */
  line(phone?: string): Line;
  /** The numbers of the lines; `shared` on the shared pool. */
  readonly lines: string[];
  /** What each line may still send today, as it was counted here. No network call. */
  quota(): Quota[];
  /** What arrives on iMessage: the messages of the application, with its one reader at a time. */
  readonly messages: SpectrumInstance["messages"];
}

/** The effects of iMessage: name and value. */
export type MessageEffects = Readonly<
  Record<
    | "slam"
    | "loud"
    | "gentle"
    | "invisible"
    | "confetti"
    | "fireworks"
    | "balloons"
    | "heart"
    | "lasers"
    | "celebration"
    | "sparkles"
    | "spotlight"
    | "echo",
    string
  >
>;

/** The value of an effect, such as `imessage.effect.message.confetti`. */
export type IMessageMessageEffect = MessageEffects[keyof MessageEffects];

/** The six tapbacks. */
export type Tapbacks = { readonly [Name in TapbackName]: Name };
/** The name of a tapback. */
export type TapbackName = "love" | "like" | "dislike" | "laugh" | "emphasize" | "question";

/** iMessage: its configuration, its constants, and, called, what only iMessage has. */
export interface IMessage {
  (app: SpectrumInstance): IMessageApp;
  (space: Space): IMessageSpace;
  <TContent extends Content>(message: Message<string, User, Space, TContent>): IMessageMessage<TContent>;
  (user: User): IMessageUser;
  /** For `providers`: Spectrum Cloud, a relay of your own (`clients`), or this Mac's own Messages (`local`). */
  config(config?: IMessageConfig): ProviderConfig;
  /**
   * What is wrong with this machine's set-up, and what to do about it. Nothing is sent. Messages may be started, and
   * macOS may ask whether it may be controlled. Never fails for what it finds: that is in the report.
   */
  doctor(options?: DoctorOptions): Promise<DoctorReport>;
  /** Whether a space or a message is of iMessage. */
  is(value: Space): value is IMessageSpace;
  is<TContent extends Content>(value: Message<string, User, Space, TContent>): value is IMessageMessage<TContent>;
  is(value: unknown): value is IMessageSpace | IMessageMessage;
  readonly effect: { readonly message: MessageEffects };
  readonly tapbacks: Tapbacks;
}

const table = (entries: { name: string; value: string }[]): Record<string, string> =>
  Object.freeze(Object.fromEntries(entries.map(({ name, value }) => [name, value])));

function isOptions(value: UserInput | SpaceOptions | undefined): value is SpaceOptions {
  return typeof value === "object" && value !== null && !("id" in value);
}

function spaces(side: NativeImessage): IMessageSpaces {
  const create = async (
    users: UserInput | readonly UserInput[],
    options: SpaceOptions = {},
  ): Promise<IMessageSpace> => {
    const addresses = (Array.isArray(users) ? (users as readonly UserInput[]) : [users as UserInput]).map(addressOf);
    return wrapSpace(
      await call((to, id, cancel) => side.createSpace(to, id, addresses, options.phone, cancel), options.signal),
    );
  };
  const get = async (guid: string, options: SpaceOptions = {}): Promise<IMessageSpace> =>
    wrapSpace(sync(() => side.space(guid, options.phone)));
  const older = async (...args: (UserInput | SpaceOptions)[]): Promise<IMessageSpace> => {
    const last = args.at(-1);
    if (isOptions(last)) return create(args.slice(0, -1) as UserInput[], last);
    return create(args as UserInput[]);
  };
  return Object.assign(older, { create, get });
}

const sides = new WeakMap<SpectrumInstance, IMessageApp>();

/** The same object each time. */
function side(app: SpectrumInstance): IMessageApp {
  let found = sides.get(app);
  if (!found) {
    const started = SpectrumInstance.native(app);
    if (!started) throw new ValidationError("not an application of this library");
    const native = sync(() => started.imessage());
    found = {
      user: async (id, { lookup, phone, signal } = {}) =>
        wrapUser(
          lookup
            ? await call((to, call, cancel) => native.lookUpUser(to, call, id, phone, cancel), signal)
            : sync(() => native.user(id)),
        ),
      space: spaces(native),
      getAttachment: async (guid, phone, options = {}) => {
        const found = await call((to, id, cancel) => native.getAttachment(to, id, guid, phone, cancel), options.signal);
        return found ? (wrapContent(found) as Attachment) : undefined;
      },
      recent: async ({ phone, signal, ...filter } = {}) => {
        const json = encode(filter);
        return page(await call((to, id, cancel) => native.recent(to, id, phone, json, cancel), signal));
      },
      line: (phone) => new Line(sync(() => native.line(phone))),
      get lines() {
        return native.lines();
      },
      quota: () => quotasOf(sync(() => native.quota())),
      get messages() {
        return app.messages;
      },
    };
    sides.set(app, found);
  }
  return found;
}

/** Typed as narrowed, both are of any platform. */
function isHere(value: { readonly platform: string }): boolean {
  return value.platform.toLowerCase() === "imessage";
}

function narrow(value: unknown): unknown {
  if (value instanceof SpectrumInstance) return side(value);
  if (isSpace(value) || isMessage(value)) {
    const { platform } = value;
    if (!isHere(value)) log("warn", "imessage(…) was given what is on another platform", { platform });
    return value;
  }
  if (isUser(value)) return value;
  throw new ValidationError("imessage(…) takes an application, a space, a message or a user");
}

/** A constant of the native side, asked for when it is first read. */
function constant<T>(make: () => T): PropertyDescriptor {
  let made: T | undefined;
  return { enumerable: true, get: () => (made ??= make()) };
}

const functions = {
  config: configure,
  doctor,
  is: ((value: unknown) => (isSpace(value) || isMessage(value)) && isHere(value)) as IMessage["is"],
};

export const imessage: IMessage = Object.defineProperties(Object.assign(narrow, functions), {
  effect: constant(() => Object.freeze({ message: table(native.effects()) as MessageEffects })),
  tapbacks: constant(() => table(native.tapbacks()) as Tapbacks),
}) as unknown as IMessage;

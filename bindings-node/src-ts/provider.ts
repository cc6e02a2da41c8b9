// Configured platforms.
import { ValidationError } from "./errors.js";
import type { StartOptions } from "./native.js";
import type { Configured } from "./runner.js";

/** One line of a relay of your own. */
export interface ClientConfig {
  /** `host:port` (TLS), or `http://host:port` on this machine. */
  address: string;
  /** The token that the relay takes. */
  token: string;
  /** The number of the line. */
  phone: string;
}

/** How iMessage is connected: Spectrum Cloud if empty, a relay of your own, or this Mac's own Messages. */
export type IMessageConfig =
  | (NotLocal & { clients?: undefined })
  | (NotLocal & { clients: ClientConfig | readonly ClientConfig[] })
  | (LocalConfig & { clients?: undefined });

interface NotLocal {
  local?: false | undefined;
  database?: undefined;
  osascript?: undefined;
}

/** This Mac's own Messages. The two places are for tests, also on other systems. */
export interface LocalConfig {
  local: true;
  /** The database of Messages; else `SPECTRUM_LOCAL_DATABASE`, else `~/Library/Messages/chat.db`. */
  database?: string | undefined;
  /** The program that runs AppleScript; else `SPECTRUM_OSASCRIPT`, else `/usr/bin/osascript`. */
  osascript?: string | undefined;
}

type Options = StartOptions["providers"][number];

/** A configured platform, for `Spectrum({ providers })`. */
export class ProviderConfig {
  readonly #options: Options;
  readonly #custom: Configured | undefined;
  /** `iMessage`, `terminal`, or the name of a definition. */
  readonly platform: string;

  /** @internal Use `imessage.config(…)`, `terminal.config()`. */
  constructor(options: Options, custom?: Configured) {
    this.#options = options;
    this.#custom = custom;
    this.platform = custom?.name ?? (options.terminal ? "terminal" : "iMessage");
  }

  /** @internal The definition behind it. */
  static custom(provider: ProviderConfig): Configured | undefined {
    return provider.#custom;
  }

  /** @internal */
  static options(provider: unknown): Options | undefined {
    return typeof provider === "object" && provider !== null && #options in provider ? provider.#options : undefined;
  }
}

/** @internal */
export function providerOptions(provider: ProviderConfig): Options {
  const options = ProviderConfig.options(provider);
  if (!options) throw new ValidationError("a provider comes from a platform's config, such as imessage.config()");
  return options;
}

function check(value: unknown, what: string, fields: readonly string[]): asserts value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ValidationError(`${what} must be an object`);
  }
  const unknown = Object.keys(value).find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    throw new ValidationError(`${what} has no field "${unknown}"; there are ${fields.join(", ")}`);
  }
}

function client(value: unknown, what: string): ClientConfig {
  const fields = ["address", "token", "phone"] as const;
  check(value, what, fields);
  for (const field of fields) {
    if (typeof value[field] !== "string") throw new ValidationError(`${field} of ${what} must be a string`);
  }
  return value as unknown as ClientConfig;
}

/** @internal */
export function configure(config: IMessageConfig = {}): ProviderConfig {
  const what = "imessage.config";
  check(config, what, ["clients", "local", "database", "osascript"]);
  const { clients, local = false, ...places } = config as Record<string, unknown>;
  if (typeof local !== "boolean") throw new ValidationError(`local of ${what} must be true or false`);
  const place = (name: string): string | undefined => {
    const value = places[name];
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw new ValidationError(`${name} of ${what} must be a string`);
    if (!local) throw new ValidationError(`${what} takes ${name} with local only`);
    return value;
  };
  const [database, osascript] = [place("database"), place("osascript")];
  if (clients === undefined) return new ProviderConfig({ terminal: false, local, database, osascript });
  if (local) throw new ValidationError(`${what} takes either local or clients`);
  const list = Array.isArray(clients) ? (clients as unknown[]) : [clients];
  return new ProviderConfig({
    terminal: false,
    local,
    clients: list.map((one, index) => client(one, Array.isArray(clients) ? `clients[${index}]` : "clients")),
  });
}

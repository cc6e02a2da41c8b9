// One class for each group of errors that programs catch.

/** What an error knows besides its text. */
export interface SpectrumErrorOptions {
  code?: string;
  retryable?: boolean;
  context?: Record<string, string>;
  grpcCode?: number | undefined;
  status?: number | undefined;
  cause?: unknown;
}

/** The group of an error, for programs that compare strings instead of classes. */
export type ErrorKind =
  | "other"
  | "authentication"
  | "notFound"
  | "rateLimit"
  | "validation"
  | "connection"
  /** Of {@link UnsupportedError}: what is unsupported. */
  | "content"
  | "action";

/** Every error that this package throws, apart from the reason of an aborted signal. */
export class SpectrumError extends Error {
  /** The group. */
  readonly kind: ErrorKind = "other";
  /** Stable across releases and languages; unknown codes of the service come as they are. */
  readonly code: string;
  /** Whether the service says that the same call may succeed later. */
  readonly retryable: boolean;
  /** Details by name, such as `host` and `reason` of a failed connection. */
  readonly context: Record<string, string>;
  /** The gRPC status, where the service answered a call with one. */
  declare readonly grpcCode?: number;
  /** The HTTP status, where Spectrum Cloud answered with one. */
  declare readonly status?: number;

  constructor(message: string, options: SpectrumErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = options.code ?? "internalError";
    this.retryable = options.retryable ?? false;
    this.context = options.context ?? {};
    if (options.grpcCode !== undefined) this.grpcCode = options.grpcCode;
    if (options.status !== undefined) this.status = options.status;
  }
}

/** The service refuses the credentials, or the right to do this. */
export class AuthenticationError extends SpectrumError {
  override readonly kind = "authentication";
}

/** The chat, message, attachment or line is unknown. */
export class NotFoundError extends SpectrumError {
  override readonly kind = "notFound";
}

/** A quota or a rate limit is used up. */
export class RateLimitError extends SpectrumError {
  override readonly kind = "rateLimit";
}

/** The input cannot be accepted; the same call fails again. */
export class ValidationError extends SpectrumError {
  override readonly kind = "validation";

  constructor(message: string, options: SpectrumErrorOptions = {}) {
    super(message, { code: "invalidArgument", ...options });
  }
}

/** The service cannot be reached, or did not answer in time. */
export class ConnectionError extends SpectrumError {
  override readonly kind = "connection";
}

/** Whether a kind of content or an action is unsupported. */
export type UnsupportedKind = "content" | "action";

/** What exactly is unsupported. */
export interface UnsupportedErrorOptions {
  kind: UnsupportedKind;
  platform?: string | undefined;
  contentType?: string | undefined;
  action?: string | undefined;
  detail?: string | undefined;
}

/** The platform, the mode or the kind of space cannot do this. */
export class UnsupportedError extends SpectrumError {
  override readonly kind: UnsupportedKind;
  /** The platform that cannot do it. */
  declare readonly platform?: string;
  /** The kind of content. */
  declare readonly contentType?: string;
  /** The action. */
  declare readonly action?: string;
  /** Why, and what to do instead. */
  declare readonly detail?: string;

  constructor(what: UnsupportedErrorOptions, options: SpectrumErrorOptions & { message?: string } = {}) {
    const name = what.kind === "content" ? `content type "${what.contentType}"` : `action "${what.action}"`;
    const text = `${what.platform ?? "the platform"} does not support ${name}${what.detail ? `: ${what.detail}` : ""}`;
    super(options.message ?? text, { code: "unsupported", ...options });
    this.kind = what.kind;
    const { platform, contentType, action, detail } = what;
    for (const [name, value] of Object.entries({ platform, contentType, action, detail })) {
      if (value !== undefined) Object.defineProperty(this, name, { value, enumerable: true });
    }
  }
}

const classes = {
  SpectrumError,
  AuthenticationError,
  NotFoundError,
  RateLimitError,
  ValidationError,
  ConnectionError,
};

// On the prototype, as the built-in errors have it; a minifier cannot change it.
for (const [name, of] of Object.entries({ ...classes, UnsupportedError })) {
  Object.defineProperty(of.prototype, "name", { value: name, configurable: true, writable: true });
}

/** @internal The class of a name that the native side gives. */
export function errorClass(name: string): new (message: string, options: SpectrumErrorOptions) => SpectrumError {
  return classes[name as keyof typeof classes] ?? SpectrumError;
}

// Where the records of the native side go.
import { sync } from "./call.js";
import { ValidationError } from "./errors.js";
import { native, type LogLine } from "./native.js";
import { forwardTelemetry } from "./telemetry.js";

/** From which severity on records are written; it holds for the whole process. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Something that the library wants to tell. Addresses are masked; it never holds a secret or the text of a message. */
export interface LogRecord {
  readonly level: "debug" | "info" | "warn" | "error";
  /** Where it comes from, such as `imessage.events`; empty for the TypeScript side. */
  readonly target: string;
  readonly message: string;
  /** Details by name. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Receives log records instead of the console: the console itself, winston and the like fit, and so does pino. */
export interface Logger {
  debug(message: string, fields?: Record<string, string>): void;
  info(message: string, fields?: Record<string, string>): void;
  warn(message: string, fields?: Record<string, string>): void;
  error(message: string, fields?: Record<string, string>): void;
}

/** Receives log records as they are. */
export type LogFunction = (record: LogRecord) => void;

const LEVELS: Record<LogLevel, number> = { silent: 0, error: 1, warn: 2, info: 3, debug: 4 };

let receiver: Logger | LogFunction | undefined;
let threshold = LEVELS.info;
let installed = false;
/** Whether the program has said by {@link setLogger} what it wants. */
let chosen = false;

/** Pino takes the fields first. */
interface FieldsFirst {
  bindings(): unknown;
  child(fields: object): unknown;
}

function takesFieldsFirst(logger: object): boolean {
  const { bindings, child } = logger as Partial<FieldsFirst>;
  return typeof bindings === "function" && typeof child === "function";
}

function hand({ level, target, message, fields }: LogRecord): void {
  const some = Object.keys(fields).length > 0;
  if (typeof receiver === "function") return receiver({ level, target, message, fields });
  if (receiver === undefined) {
    const where = target ? [`${target}:`] : [];
    console[level]("[spectrum-imessage]", level.toUpperCase(), ...where, message, ...(some ? [fields] : []));
    return;
  }
  const all = target ? { target, ...fields } : { ...fields };
  if (takesFieldsFirst(receiver)) {
    (receiver as unknown as Record<string, (fields: object, message: string) => void>)[level]!(all, message);
  } else {
    receiver[level](message, Object.keys(all).length > 0 ? all : undefined);
  }
}

function write(record: LogRecord): void {
  try {
    hand(record);
  } catch (error) {
    // A logger that throws is a bug of the program, and nothing of ours stops for it.
    process.nextTick(() => {
      throw error;
    });
  }
}

/** @internal A line of this side. */
export function log(level: LogLine["level"], message: string, fields: Record<string, string>): void {
  if (LEVELS[level] <= threshold) write({ level, target: "", message, fields });
}

function checked(to: unknown): Logger | LogFunction | undefined {
  const names = ["debug", "info", "warn", "error"] as const;
  const fits = typeof to === "object" && names.every((name) => typeof (to as Logger | null)?.[name] === "function");
  if (to === undefined || typeof to === "function" || fits) return to as Logger | LogFunction | undefined;
  throw new ValidationError("a logger is a function, or has debug, info, warn and error");
}

/** @internal Hands over what waits: a program may end before it is woken for it. */
export function forwardLogs(): void {
  native.takeLogs().forEach(write);
  forwardTelemetry();
}

/** @internal */
export function configureLog(level?: LogLevel, to?: Logger | LogFunction): void {
  if (level !== undefined && !Object.hasOwn(LEVELS, level)) {
    throw new ValidationError(`logLevel is one of ${Object.keys(LEVELS).join(", ")}`);
  }
  receiver = checked(to);
  if (!installed) native.setLogWake(forwardLogs);
  installed = true;
  threshold = sync(() => native.setLogLevels(level));
}

/**
 * Hands what the library logs to a function or a logger, for the whole process; the last call counts, or the options of
 * the application that was started last. Without a logger it goes to the console.
 *
 * @param level From which severity on. If not given, `SPECTRUM_LOG` says so (`info`, or
 * `warn,imessage.events=debug`), else `info`.
 */
export function setLogger(logger?: Logger | LogFunction, level?: LogLevel): void {
  configureLog(level, logger);
  chosen = true;
}

/** @internal As the options of an application say; what they leave open stays as {@link setLogger} has it. */
export function configureByOptions(level?: LogLevel, to?: Logger | LogFunction): void {
  if (!chosen || level !== undefined || to !== undefined) configureLog(level, to ?? (chosen ? receiver : undefined));
}

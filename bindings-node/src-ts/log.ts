// Where the lines of the native side go.
import { ValidationError } from "./errors.js";
import { native, type LogLine } from "./native.js";

/** From which severity on lines are written; it holds for the whole process. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Receives log lines instead of the console. Never given a secret or the text of a message. */
export interface Logger {
  debug(message: string, fields?: Record<string, string>): void;
  info(message: string, fields?: Record<string, string>): void;
  warn(message: string, fields?: Record<string, string>): void;
  error(message: string, fields?: Record<string, string>): void;
}

const LEVELS: Record<LogLevel, number> = { silent: 0, error: 1, warn: 2, info: 3, debug: 4 };

let logger: Logger | undefined;
let threshold = LEVELS.info;
let installed = false;

function write({ level, message, fields }: LogLine): void {
  const some = Object.keys(fields).length > 0;
  if (logger) logger[level](message, some ? fields : undefined);
  else console[level]("[spectrum-imessage]", level.toUpperCase(), message, ...(some ? [fields] : []));
}

/** @internal A line of this side. */
export function log(level: LogLine["level"], message: string, fields: Record<string, string>): void {
  if (LEVELS[level] <= threshold) write({ level, message, fields });
}

/** @internal */
export function configureLog(level: LogLevel = "info", to?: Logger): void {
  if (!Object.hasOwn(LEVELS, level)) {
    throw new ValidationError(`logLevel is one of ${Object.keys(LEVELS).join(", ")}`);
  }
  logger = to;
  if (!installed) native.setLogSink(write);
  installed = true;
  threshold = LEVELS[level];
  native.setLogLevel(threshold);
}

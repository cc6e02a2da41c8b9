// Where positions in the streams are kept.
import { sync } from "./call.js";
import { ValidationError } from "./errors.js";
import type { NativeMessage } from "./native.js";

/** Who says that a message is handled. */
export type AckMode =
  /** Asking for the next message says that the one before is. */
  | "auto"
  /**
   * `message.ack()` says so, for programs that handle several messages side by side. At most 4096 may be without it;
   * then nothing more is handed out until one is.
   */
  | "manual";

/**
 * Keeps everything in one SQLite file (and its `-wal` beside it) on a local disk. It is opened by the start and closed
 * by the stop, once no loop over messages is left; one application has it at a time, and a second one is refused with
 * `storeInUse`. What was written survives the end of the process.
 */
export class SqliteStore {
  /** Where the file is. It is made if there is none. */
  readonly path: string;
  readonly durable = true;

  constructor(path: string) {
    if (typeof path !== "string" || path === "") throw new ValidationError("a store needs the path of its file");
    this.path = path;
  }
}

/** Keeps everything in memory: what is used without a store. Nothing outlives the process. */
export class MemoryStore {
  readonly durable = false;
}

/** @internal `message.ack()`. */
export function acknowledge(message: NativeMessage): void {
  sync(() => message.ack());
}

/** @internal The file or the URL of a store; undefined for one in memory. */
export function fileOf(store: unknown): string | undefined {
  if (store === undefined || store instanceof MemoryStore) return undefined;
  if (typeof store === "string") return new SqliteStore(store).path;
  if (store instanceof SqliteStore) return store.path;
  throw new ValidationError("store is a path, a URL of Postgres, a SqliteStore or a MemoryStore");
}

/** @internal */
export function isManual(ack: unknown = "auto"): boolean {
  if (ack !== "auto" && ack !== "manual") throw new ValidationError("ack is auto or manual");
  return ack === "manual";
}

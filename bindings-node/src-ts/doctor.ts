// The doctor: what is wrong with this machine's set-up.
import { type CallOptions, call } from "./call.js";
import { ValidationError } from "./errors.js";
import { native } from "./native.js";

/** What the doctor looks at: this Mac and the project, what local mode needs, what cloud mode needs. */
export type DoctorScope = "all" | "local" | "cloud";

/** How a check ended. A warning: it works, but not all of it, or not for sure. */
export type CheckState = "ok" | "warning" | "failed" | "skipped";

/** What the doctor is told; what is not given comes from the environment. */
export interface DoctorOptions extends CallOptions {
  /** What to look at; `all` if not given. */
  scope?: DoctorScope | undefined;
  /** The database of Messages; else `SPECTRUM_LOCAL_DATABASE`, else `~/Library/Messages/chat.db`. */
  database?: string | undefined;
  /** The program that runs AppleScript; else `SPECTRUM_OSASCRIPT`, else `/usr/bin/osascript`. */
  osascript?: string | undefined;
  projectId?: string | undefined;
  projectSecret?: string | undefined;
  /** How long each question to Messages or to the cloud may take, in milliseconds; 30 s if not given. */
  limit?: number | undefined;
}

/** One check. */
export interface Check {
  /** What was looked at. Stable across releases and languages. */
  readonly name: string;
  /** How it ended. */
  readonly state: CheckState;
  /** What was found, for people. */
  readonly found: string;
  /** What to do, if there is something to do. */
  readonly remedy?: string;
}

/** What the doctor found. */
export interface DoctorReport {
  /** Whether no check failed. Warnings do not count. */
  readonly healthy: boolean;
  /** Every check, in order, those that were skipped too. */
  readonly checks: readonly Check[];
}

/** @internal `imessage.doctor`. */
export async function doctor({ signal, scope = "all", ...options }: DoctorOptions = {}): Promise<DoctorReport> {
  const { limit } = options;
  if (limit !== undefined && !(Number.isFinite(limit) && limit > 0)) {
    throw new ValidationError("limit is a number of milliseconds above 0");
  }
  const settings = { scope, ...options };
  const json = await call((to, id, cancel) => native.doctor(to, id, settings, cancel), signal);
  return JSON.parse(json, (_name, value: unknown) => (value === null ? undefined : value)) as DoctorReport;
}

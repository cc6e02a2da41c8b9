// How an application is doing.
import type { StreamKind } from "./events.js";

/** How an application is doing. */
export interface Health {
  /**
   * Whether every line is healthy and the credentials are accepted. Without a line nothing is wrong. In a fleet, whether
   * its part there is healthy: a worker has no streams to look at.
   */
  readonly healthy: boolean;
  /** The lines, in no particular order. */
  readonly lines: readonly LineHealth[];
  /** Messages that wait to be read. */
  readonly waiting: number;
  /** How old the tokens are, in seconds; absent without a project. */
  readonly tokenAge?: number;
  /** The service refuses even fresh tokens: calls fail at once until the credentials are mended. */
  readonly unauthenticated: boolean;
  /**
   * Messages that webhooks brought for a platform, or a line, that is not here: answered 503, so that the service sends
   * them again.
   */
  readonly webhooksUnrouted: number;
  /** The application's part in a fleet; absent if it stands alone. */
  readonly fleet?: FleetHealth;
}

/** How the part of an application in a fleet is doing. */
export interface FleetHealth {
  /** It is connected, and nothing has waited for its confirmation for 10 s. */
  readonly healthy: boolean;
  /** The fleet's queue is reached. */
  readonly connected: boolean;
  /** The partitions that this worker holds, or the lines that this relay holds. */
  readonly held: number;
  /** Events whose acknowledgement, or publication, is not confirmed yet. */
  readonly unconfirmed: number;
  /** For how long something has not been confirmed that should be, in seconds; absent if nothing waits. */
  readonly stalled?: number;
  /** Events that no worker has had yet, as far as is known here. */
  readonly pending?: bigint;
  /** Why it failed last: the name of the error's class, its code and its text. */
  readonly lastError?: { readonly class: string; readonly code: string; readonly message: string };
}

/** How a line is doing. */
export interface LineHealth {
  /** Whether all streams are healthy. A line whose streams nobody has opened is not. */
  readonly healthy: boolean;
  /** The phone number, or `shared`; `local` in local mode. */
  readonly line: string;
  /** The streams that are open or should be; none before the first read of messages. */
  readonly streams: readonly StreamHealth[];
  /** The highest number of an event that the service has told on this line. */
  readonly head?: bigint;
  /** Events that have arrived and are not handled. */
  readonly unhandled: number;
}

/** How a stream is doing. */
export interface StreamHealth {
  /**
   * It is open, and a heartbeat or an event came within the last minute. Never said of a stream that has not been heard
   * from.
   */
  readonly healthy: boolean;
  /** Which stream it is. */
  readonly stream: StreamKind;
  /** Since when it is open; absent while it is not. */
  readonly connectedSince?: Date;
  /** When the last event came. */
  readonly lastEvent?: Date;
  /** When the last heartbeat came. */
  readonly lastHeartbeat?: Date;
  /** The number below which every event is handled. */
  readonly cursor?: bigint;
  /** How often it was opened again. */
  readonly reconnects: number;
  /** Events that made no sense, or could not be looked up, and were stepped over. */
  readonly steppedOver: number;
  /** Why it was closed last: the name of the error's class, its code and its text. */
  readonly lastError?: { readonly class: string; readonly code: string; readonly message: string };
}

const time = (text: string): Date => new Date(text);
const CONVERSIONS: Readonly<Record<string, (text: string) => unknown>> = {
  head: BigInt,
  connectedSince: time,
  lastEvent: time,
  lastHeartbeat: time,
  cursor: BigInt,
  pending: BigInt,
};

/** @internal From JSON: times in RFC 3339, 64-bit numbers as text. */
export function healthOf(json: string): Health {
  return JSON.parse(json, (name, value: unknown) => {
    const convert = Object.hasOwn(CONVERSIONS, name) ? CONVERSIONS[name] : undefined;
    return convert && typeof value === "string" ? convert(value) : value;
  }) as Health;
}

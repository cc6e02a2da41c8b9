// What was given up.
import type { StreamKind } from "./events.js";

/**
 * An event that could not be mapped and was stepped over, or a message whose job has failed as often as it may. The
 * store keeps the last 256.
 */
export interface GivenUp {
  /** Names it, for `app.removeDeadLetter`. The same event or message given up once more has the same one. */
  readonly id: string;
  /** The line: its phone number, or `shared`. */
  readonly line: string;
  /** The stream that it came on, where it is known. */
  readonly stream?: StreamKind;
  /** The service's number of the event. */
  readonly sequence?: bigint;
  /** The message, if it is one. */
  readonly messageId?: string;
  /** The conversation, where it is known. */
  readonly spaceId?: string;
  /** Why it was given up; of a message the name of the error's class. */
  readonly reason: string;
  /** How often the message was tried. */
  readonly attempts?: number;
  /** When it was given up, by this machine's clock. */
  readonly time: Date;
  /**
   * The event as the service sent it: protobuf, `MessageChangeEvent`, `PollChangeEvent`, `GroupChangeEvent` or
   * `ChatChangeEvent` of `photon.imessage.v1`, by the stream. Not of messages, nor of events above 64 KiB.
   */
  readonly event?: Buffer;
}

/** @internal From JSON: a time in RFC 3339, bytes in base64, 64-bit numbers as text. */
export function givenUpOf(json: string): GivenUp[] {
  return (JSON.parse(json) as Record<string, unknown>[]).map((fields) => {
    const { sequence, time, event, ...rest } = fields as Record<string, string>;
    return {
      ...rest,
      ...(sequence !== undefined && { sequence: BigInt(sequence) }),
      time: new Date(time!),
      ...(event !== undefined && { event: Buffer.from(event, "base64") }),
    } as unknown as GivenUp;
  });
}

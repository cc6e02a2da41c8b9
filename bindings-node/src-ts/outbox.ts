// Sends that were not confirmed.

/** A send of an earlier run of the program that was not confirmed: the service may have taken it, or not. */
export interface OutboxEntry {
  /** The idempotency key that it was sent with: sent again with it, it goes out once. */
  readonly clientMessageId: string;
  /** The line: its phone number, or `shared`. */
  readonly line: string;
  /** The conversation. */
  readonly spaceId: string;
  /** The kind of the content, such as `text`. */
  readonly contentType: string;
  /**
   * What was to be sent, as far as it is kept: `type` and the fields of the content, with the id of a `target`. Absent
   * where `app.sendAgain` cannot send it: of bytes and streams nothing is kept.
   */
  readonly content?: Readonly<Record<string, unknown>>;
  /** When the send began, by this machine's clock. */
  readonly time: Date;
}

/** @internal From JSON: a time in RFC 3339. */
export function outboxOf(json: string): OutboxEntry[] {
  return (JSON.parse(json) as OutboxEntry[]).map((entry) => ({ ...entry, time: new Date(entry.time) }));
}

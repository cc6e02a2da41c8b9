// What a line may still send.

/**
 * What a line may still send today, as it was counted here: with a durable store over restarts. What other programs and
 * the calls of `im.line` send is not in it, and conversations that the store has not seen yet count as new; the service
 * has the last word.
 */
export interface Quota {
  /** The line: its phone number, or `shared`. */
  readonly line: string;
  /** Messages that its server takes a day, all chats together. */
  readonly messagesLimit: number;
  /** How many of them are left. */
  readonly messagesLeft: number;
  /** Conversations that the line may begin a day. */
  readonly newConversationsLimit: number;
  /** How many of them are left. */
  readonly newConversationsLeft: number;
  /** When the day is over: midnight in UTC, or as the service has said. */
  readonly resetsAt: Date;
}

/** @internal From JSON: a time in RFC 3339. */
export function quotasOf(json: string): Quota[] {
  return (JSON.parse(json) as Quota[]).map((quota) => ({ ...quota, resetsAt: new Date(quota.resetsAt) }));
}

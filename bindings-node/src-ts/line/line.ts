// One line, and every call that the service has, by namespace.
import type { NativeLine } from "../native.js";
import { LineAttachments } from "./attachments.js";
import { LineCalls } from "./calls.js";
import { LineChats, LineGroups } from "./chats.js";
import { LineEvents } from "./events.js";
import { LineMessages } from "./messages.js";
import { LineAddresses, LineLocations } from "./people.js";
import { LinePolls } from "./polls.js";

/**
 * One line, and every call that the service has, by namespace. Chats and messages are named by their guid, or by the
 * space or message of this library. A wrong argument rejects with a ValidationError before anything is sent.
 */
export class Line {
  /** The number of the line; `shared` on the shared pool. */
  readonly phone: string;
  readonly addresses: LineAddresses;
  readonly attachments: LineAttachments;
  readonly chats: LineChats;
  readonly events: LineEvents;
  readonly groups: LineGroups;
  readonly locations: LineLocations;
  readonly messages: LineMessages;
  readonly polls: LinePolls;

  /** @internal Comes from `imessage(app).line(…)`. */
  constructor(native: NativeLine) {
    const calls = new LineCalls(native);
    this.phone = native.phone;
    this.addresses = new LineAddresses(calls);
    this.attachments = new LineAttachments(calls);
    this.chats = new LineChats(calls);
    this.events = new LineEvents(calls);
    this.groups = new LineGroups(calls);
    this.locations = new LineLocations(calls);
    this.messages = new LineMessages(calls);
    this.polls = new LinePolls(calls);
  }
}

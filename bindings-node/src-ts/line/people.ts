// Addresses and Find My.
import type { CallOptions } from "../call.js";
import { addressOf, type UserInput } from "../user.js";
import { chatGuid, type LineCalls } from "./calls.js";
import type { AddressDetails, LocationRecord, LocationUpdate, SharingRequest } from "./records.js";
import type { ChatTarget, Keyed } from "./requests.js";
import type { LineStream } from "./stream.js";

/** What is known of addresses. */
export class LineAddresses {
  readonly #line: LineCalls;

  /** @internal */
  constructor(line: LineCalls) {
    this.#line = line;
  }

  /** The services and the country of an address. A NotFoundError if it is unknown. */
  async get(address: UserInput, options?: CallOptions): Promise<AddressDetails> {
    return this.#line.call("addresses.get", { address: addressOf(address) }, options);
  }

  /** Whether a Focus of the person holds notifications back. */
  async isFocusSilenced(address: UserInput, options?: CallOptions): Promise<boolean> {
    return this.#line.call("addresses.isFocusSilenced", { address: addressOf(address) }, options);
  }

  /** Whether an address can be reached by iMessage. */
  async isIMessageAvailable(address: UserInput, options?: CallOptions): Promise<boolean> {
    return this.#line.call("addresses.isIMessageAvailable", { address: addressOf(address) }, options);
  }
}

/** Where friends are who share it, by Find My. */
export class LineLocations {
  readonly #line: LineCalls;

  /** @internal */
  constructor(line: LineCalls) {
    this.#line = line;
  }

  /** Everybody who shares a location with the line. */
  async list(options?: CallOptions): Promise<LocationRecord[]> {
    return this.#line.call("locations.list", {}, options);
  }

  /** Where somebody is. A NotFoundError if that person shares no location. */
  async get(address: UserInput, options?: CallOptions): Promise<LocationRecord> {
    return this.#line.call("locations.get", { address: addressOf(address) }, options);
  }

  /** Asks somebody in a conversation to share their location. A key that was used before may give no message guid. */
  async request(chat: ChatTarget, address: UserInput, options?: Keyed & CallOptions): Promise<SharingRequest> {
    return this.#line.call("locations.request", { chat: chatGuid(chat), address: addressOf(address) }, options);
  }

  /** Follows locations, of one person or of everybody. */
  watch(address?: UserInput, options?: CallOptions): LineStream<LocationUpdate> {
    const args = { address: address === undefined ? undefined : addressOf(address) };
    return this.#line.stream("locations.watch", args, options);
  }
}

// Users: plain data with a class, so that narrowing can tell them from anything else.
import type { NativeUser } from "./native.js";
import type { IMessageUser } from "./types.js";

class UserImpl implements IMessageUser {
  readonly id: string;
  declare readonly kind?: "agent";
  declare readonly address?: string;
  declare readonly country?: string;
  declare readonly service?: "iMessage" | "SMS" | "RCS" | "unknown";

  constructor(user: NativeUser) {
    this.id = user.id;
    Object.assign(this, user);
  }
}

/** @internal */
export function wrapUser(user: NativeUser): IMessageUser {
  return new UserImpl(user);
}

/** @internal */
export function isUser(value: unknown): value is IMessageUser {
  return value instanceof UserImpl;
}

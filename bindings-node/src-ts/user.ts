// Users: plain data with a class, so that narrowing can tell them from anything else.
import { ValidationError } from "./errors.js";
import type { NativeUser } from "./native.js";
import type { IMessageUser, User } from "./types.js";

/** A user, or a phone number or e-mail address. */
export type UserInput = string | User;

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

/** @internal */
export function addressOf(user: UserInput): string {
  const id = typeof user === "string" ? user : (user as Partial<User> | null | undefined)?.id;
  if (typeof id === "string") return id;
  throw new ValidationError("a person is a user, or a phone number or e-mail address");
}

// Checks of settings.
import { ValidationError } from "./errors.js";

/** @internal A time in milliseconds. */
export function checkDuration(value: number | undefined, name: string): void {
  if (value !== undefined && !(value > 0 && value < 2 ** 31)) {
    throw new ValidationError(`${name} is a positive number of milliseconds`);
  }
}

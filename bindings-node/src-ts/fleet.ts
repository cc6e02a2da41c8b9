// The application as a worker of a fleet.
import { ValidationError } from "./errors.js";

/**
 * Where a fleet is, and how a worker takes part: what `fleet` of an application takes in place of an address. Only
 * `servers` must be there.
 */
export interface FleetSettings {
  /** The NATS servers: `nats://host:4222` or `tls://host:4222`, several with commas between. */
  servers: string;
  /** The name of the fleet, for several in one NATS; `spectrum` if not given. */
  name?: string | undefined;
  /** A user, with `password`. */
  user?: string | undefined;
  /** The user's password. */
  password?: string | undefined;
  /** A token, in place of a user. */
  token?: string | undefined;
  /** The seed of an nkey. */
  nkeySeed?: string | undefined;
  /** A file with a JWT and a seed (`.creds`). */
  credentialsFile?: string | undefined;
  /** A PEM file with root certificates to trust besides the system's. */
  caFile?: string | undefined;
  /** This side's certificate, PEM. */
  clientCertificate?: string | undefined;
  /** The key of the certificate, PEM. */
  clientKey?: string | undefined;
  /**
   * Into how many partitions conversations fall, fixed when the fleet is set up; 64 if not given. So many workers of a
   * group can work at most.
   */
  partitions?: number | undefined;
  /** On how many NATS servers everything is kept: 1, 3 or 5; 1 if not given. */
  replicas?: number | undefined;
  /** How long events are kept, in milliseconds; 7 days if not given. */
  maxAge?: number | undefined;
  /** Where a new group begins: with what comes from now on (`new`), or with the oldest event that is kept (`start`). */
  begin?: "new" | "start" | undefined;
  /** How often an event is tried, over all workers, before it goes to the dead letters; 5 if not given. */
  maxTries?: number | undefined;
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** @internal What `fleet` and `group` mean, for the core, which says what is wrong with them. */
export function fleetJson(fleet: unknown, group: unknown): string | undefined {
  if (fleet === undefined || fleet === null) {
    if (group !== undefined) throw new ValidationError("a group is one of a fleet: give fleet, too");
    return undefined;
  }
  const settings: unknown = typeof fleet === "string" ? { servers: fleet } : fleet;
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    throw new ValidationError("fleet is the address of a NATS server, or settings");
  }
  const given = Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]: [string, unknown]) => [
      snake(name),
      name === "maxAge" && typeof value === "number" ? value / 1000 : value,
    ]);
  return JSON.stringify({ ...Object.fromEntries(given), group });
}

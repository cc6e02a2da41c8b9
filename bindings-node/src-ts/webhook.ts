// Webhooks: what the service posts to a server of the program.
import { ValidationError } from "./errors.js";
import { sync } from "./call.js";
import { native } from "./native.js";

/** When a delivery is answered 200: when it is accepted, or after the message was handled. */
export type WebhookAck = "accepted" | "after";

/** How {@link SpectrumInstance.webhook} answers. */
export interface WebhookOptions {
  /**
   * When to answer 200: `accepted` (if not given), or `after` the message was handled. Then the answer is 500 if that
   * fails or takes more than 25 s, and the service sends it again.
   */
  ack?: WebhookAck | undefined;
}

/** The headers of a request, of fetch or of Node. The case of names does not matter. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the headers of a delivery say. */
export interface WebhookDelivery {
  /** The id of the webhook; empty if there is none. */
  readonly webhookId: string;
  /** The name of the event; empty if there is none. */
  readonly event: string;
  /** When it was signed. */
  readonly timestamp: Date;
}

/** A request of Express, or of Node's own server. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What `express.raw()` or `express.text()` has read. A parsed body is of no use: the signature is over the bytes. */
  readonly body?: unknown;
}

/** A response of Express, or of Node's own server. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** A body is not larger: files come by their ids. */
const MAX_BODY = 4 * 1024 * 1024;

/**
 * Checks the signature of a request, at most 300 s from `now`. Needs no application.
 *
 * Throws an AuthenticationError if the signature is wrong, or too old or too new (`status` 401), a ValidationError if
 * a header is missing or senseless (400) or the secret is empty (500).
 */
export function verifyWebhook(
  secret: string,
  headers: WebhookHeaders,
  body: Uint8Array | string,
  now: Date | number = Date.now(),
): WebhookDelivery {
  const found = sync(() => native.verifyWebhook(secret, pairs(headers), bytes(body), Number(now)));
  return { ...found, timestamp: new Date(found.timestamp * 1000) };
}

/** @internal As the core takes them. */
export function pairs(headers: WebhookHeaders): { name: string; value: string }[] {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers ?? {});
  return entries.flatMap(([name, value]) => [value ?? []].flat().map((one) => ({ name, value: String(one) })));
}

/** @internal */
export function bytes(body: Uint8Array | string): Uint8Array {
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  throw new ValidationError(
    "a webhook needs the raw body, as bytes or text: the signature is over it (in Express: express.raw({ type: '*/*' }))",
  );
}

/** @internal The body of a request as it came; undefined if it is too large. */
export async function bodyOf(request: Request | NodeRequest): Promise<Uint8Array | undefined> {
  if (!(request instanceof Request) && request.body !== undefined) return bytes(request.body as Uint8Array);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const source = request instanceof Request ? request.body : request;
  for await (const chunk of (source ?? []) as AsyncIterable<Uint8Array | string>) {
    const piece = bytes(chunk);
    size += piece.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

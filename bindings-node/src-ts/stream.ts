// Text that is still being written: what a program gives is pumped into the send while that runs.
import { call, sync } from "./call.js";
import { SpectrumError, ValidationError } from "./errors.js";
import { native, type NativeContent, type NativeFeed } from "./native.js";

/** Maps a chunk to the text that it adds; null or undefined for a chunk that adds none. */
export type DeltaExtractor<T> = (chunk: T) => string | null | undefined;

/** Where streamed text comes from: the stream of a model, of any chunks, or the result of the AI SDK's `streamText`. */
export type StreamTextSource<T = unknown> =
  AsyncIterable<T> | ReadableStream<T> | { readonly textStream: AsyncIterable<string> | ReadableStream<string> };

/** What may be said about a streamed text. */
export interface TextStreamOptions<T = unknown> {
  /**
   * Without it strings are taken as they are, and the chunks of the OpenAI, Anthropic and AI SDK formats are understood.
   */
  extract?: DeltaExtractor<T> | undefined;
}

interface Chunks {
  next(): Promise<{ done?: boolean | undefined; value?: unknown }>;
  /** Tells the source that nobody reads any more. */
  close(): unknown;
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** How a source is opened; nothing is read before that. */
function opener(source: unknown): () => Chunks {
  if (isObject(source)) {
    if (isObject(source["textStream"])) return opener(source["textStream"]);
    // A reader can be cancelled while it reads; the iterator of a stream waits for the chunk.
    if (typeof source["getReader"] === "function") {
      return () => {
        const reader = (source as unknown as ReadableStream<unknown>).getReader();
        return { next: () => reader.read(), close: () => reader.cancel() };
      };
    }
    if (typeof source[Symbol.asyncIterator] === "function") {
      return () => {
        const iterator = (source as unknown as AsyncIterable<unknown>)[Symbol.asyncIterator]();
        return { next: () => iterator.next(), close: () => iterator.return?.() };
      };
    }
  }
  throw new ValidationError(
    "text is a string, or streamed: an async iterable, a ReadableStream or an object with textStream",
  );
}

/** @internal The source of one content. Used once. */
export class TextSource {
  /** What is sent. */
  readonly content: NativeContent;
  readonly #feed: NativeFeed;
  readonly #open: () => Chunks;
  readonly #extract: DeltaExtractor<unknown> | undefined;
  #used = false;
  #ended = false;
  #chunks: Chunks | undefined;
  #failure: { readonly reason: unknown } | undefined;

  constructor(source: unknown, markdown: boolean, options: TextStreamOptions<never> = {}) {
    this.#open = opener(source);
    const { extract } = options as TextStreamOptions;
    if (extract !== undefined && typeof extract !== "function") {
      throw new ValidationError("extract of a streamed text is a function");
    }
    this.#extract = extract;
    const { content, feed } = native.streamedText(markdown);
    this.content = content;
    this.#feed = feed;
  }

  /** Begins to read; {@link stop} is for whoever called this. */
  start(): void {
    if (this.#used) {
      throw new ValidationError("a streamed text can be sent once; its source is used up", { code: "sourceUsed" });
    }
    this.#used = true;
    void this.#pump();
  }

  /** Ends the reading, wherever it is. The source is closed unless it ended by itself. */
  stop(): void {
    this.#end();
    const chunks = this.#chunks;
    this.#chunks = undefined;
    if (!chunks) return;
    // Not waited for: a generator closes only when the chunk comes that it waits for. The send is over by now, and so
    // nobody is left to hear of a failure.
    void (async () => chunks.close())().catch(() => undefined);
  }

  /** What the source threw. */
  get failure(): { readonly reason: unknown } | undefined {
    return this.#failure;
  }

  #end(): void {
    this.#ended = true;
    this.#feed.end();
  }

  async #pump(): Promise<void> {
    try {
      await this.#read();
    } catch (reason) {
      if (this.#ended) return;
      this.#failure = { reason };
      await call((to, id) => this.#feed.fail(to, id));
    }
    this.#feed.end();
  }

  async #read(): Promise<void> {
    this.#chunks = this.#open();
    while (!this.#ended) {
      const { done, value } = await this.#next(this.#chunks);
      if (done || this.#ended) return;
      const delta = this.#delta(value);
      if (delta && !(await call((to, id) => this.#feed.push(to, id, delta)))) return;
    }
  }

  async #next(chunks: Chunks): Promise<{ done?: boolean | undefined; value?: unknown }> {
    let open = false;
    try {
      const next = await chunks.next();
      open = next.done !== true;
      return next;
    } finally {
      // A source that ended or failed needs no closing.
      if (!open) this.#chunks = undefined;
    }
  }

  #delta(chunk: unknown): string | null | undefined {
    const delta = this.#extract ? this.#extract(chunk) : typeof chunk === "string" ? chunk : known(chunk);
    if (delta !== null && delta !== undefined && typeof delta !== "string") {
      throw new ValidationError("extract of a streamed text gives a string, or nothing");
    }
    return delta;
  }
}

function known(chunk: unknown): string | null | undefined {
  const json = (JSON.stringify(chunk) as string | undefined) ?? "null";
  return sync(() => native.deltaOf(json));
}

/** @internal Runs a send while the sources of its contents are read. */
export async function pumping<T>(sources: readonly TextSource[], send: () => Promise<T>): Promise<T> {
  const started: TextSource[] = [];
  try {
    for (const source of sources) {
      source.start();
      started.push(source);
    }
    return await send();
  } catch (error) {
    const own = error instanceof SpectrumError && error.code === "sourceFailed";
    const failure = own ? started.find((source) => source.failure)?.failure : undefined;
    // What a source of the program threw comes out as it was, also if that was nothing.
    throw failure ? failure.reason : error;
  } finally {
    for (const source of started) source.stop();
  }
}

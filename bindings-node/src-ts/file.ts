// Files: bytes that are read when they are asked for.
import { fileURLToPath } from "node:url";

import { call, type CallOptions, type OnProgress } from "./call.js";
import { ValidationError } from "./errors.js";
import type { NativeFile, NativeFileStream } from "./native.js";

/** How the bytes of a file are read. */
export interface ReadOptions extends CallOptions {
  /**
   * The most bytes that are taken; above it the read rejects with a ValidationError (`attachmentTooLarge`), before the
   * download begins if the size is known.
   */
  maxSize?: number | undefined;
  /** Told how far the transfer is. */
  onProgress?: OnProgress | undefined;
}

/** Bytes that are read when they are asked for; a second read gives the same bytes. */
export interface Readable {
  /** All bytes. Without `maxSize` at most 100 MiB of a URL or a received file. */
  read(options?: ReadOptions): Promise<Buffer>;
  /** The bytes as a stream, which need not fit into memory. Each one fetches them anew. */
  stream(options?: Omit<ReadOptions, "onProgress">): Promise<ReadableStream<Uint8Array>>;
  /**
   * Writes the bytes to a path without holding them in memory, and gives their number. What was there is replaced when
   * everything has come; a save that fails or is aborted leaves it. A ValidationError (`fileNotWritable`) if the path
   * cannot be written.
   */
  save(path: string | URL, options?: ReadOptions): Promise<number>;
}

function input({ maxSize, onProgress }: ReadOptions): { maxSize: number | undefined; progress: boolean } {
  if (maxSize !== undefined && !(Number.isSafeInteger(maxSize) && maxSize >= 0)) {
    throw new ValidationError("maxSize is a number of bytes");
  }
  return { maxSize, progress: onProgress !== undefined };
}

function target(path: string | URL): string {
  if (typeof path === "string") return path;
  if (path instanceof URL && path.protocol === "file:") return fileURLToPath(path);
  throw new ValidationError("a file is saved to a path");
}

function streamed(chunks: NativeFileStream, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  // Ends a read that waits: the download ends with it, and not with the next bytes.
  const over = new AbortController();
  let abort: (() => void) | undefined;
  const close = async (reason?: unknown): Promise<void> => {
    if (abort) signal?.removeEventListener("abort", abort);
    over.abort(reason);
    await call((to, id) => chunks.close(to, id));
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        abort = () => {
          controller.error(signal?.reason);
          void close(signal?.reason).catch(() => undefined);
        };
        if (signal?.aborted) abort();
        else signal?.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        try {
          const chunk = await call((to, id, cancel) => chunks.next(to, id, cancel), over.signal);
          if (chunk) return controller.enqueue(chunk);
          controller.close();
        } catch (error) {
          if (!over.signal.aborted) controller.error(error);
        }
        await close();
      },
      cancel: close,
    },
    // Nothing is fetched before it is read.
    { highWaterMark: 0 },
  );
}

/** @internal */
export function readable(file: NativeFile): Readable {
  let bytes: Buffer | undefined;
  return {
    read: async (options = {}) => {
      const { maxSize, onProgress, signal } = options;
      if (bytes && maxSize === undefined && onProgress === undefined) return bytes;
      const read = await call((to, id, cancel) => file.read(to, id, input(options), cancel), signal, onProgress);
      return (bytes ??= read);
    },
    stream: async (options = {}) => {
      const { signal, maxSize } = options;
      return streamed(await call((to, id, cancel) => file.stream(to, id, input({ maxSize }), cancel), signal), signal);
    },
    save: async (path, options = {}) => {
      const { signal, onProgress } = options;
      const to = target(path);
      return call((calls, id, cancel) => file.save(calls, id, to, input(options), cancel), signal, onProgress);
    },
  };
}

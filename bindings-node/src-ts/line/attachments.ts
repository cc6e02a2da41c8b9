// Files at the service.
import { call, type CallOptions, sendInput, type SendOptions } from "../call.js";
import { type ContentInput, text } from "../content.js";
import type { NativeContent } from "../native.js";
import { sending } from "../sending.js";
import type { LineCalls } from "./calls.js";
import { decode } from "./json.js";
import type { AttachmentRecord, Uploaded } from "./records.js";

/** Files at the service. */
export class LineAttachments {
  readonly #line: LineCalls;

  /** @internal */
  constructor(line: LineCalls) {
    this.#line = line;
  }

  /** What the service knows of a file. A NotFoundError if it is unknown. Its bytes: `imessage(app).getAttachment`. */
  async get(guid: string, options?: CallOptions): Promise<AttachmentRecord> {
    return this.#line.call("attachments.get", { guid }, options);
  }

  /**
   * Uploads a file, for a sticker or a message of several parts to name: the result of `attachment(…)`, `voice(…)` or
   * `contact(…)`. It is read piece by piece, up to 100 MiB.
   */
  async upload(content: ContentInput, options: SendOptions = {}): Promise<Uploaded> {
    const { signal, onProgress } = options;
    const { native } = this.#line;
    // A text too is for the native side to refuse.
    const uploaded = await sending([typeof content === "string" ? text(content) : content], ([file]) =>
      call(
        (to, id, cancel) => native.upload(to, id, file as NativeContent, sendInput(options), cancel),
        signal,
        onProgress,
      ),
    );
    return decode(uploaded) as Uploaded;
  }
}

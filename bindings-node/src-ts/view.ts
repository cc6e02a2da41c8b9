// The content of messages: what the native side describes, with methods and wrapped messages.
import { call, type CallOptions } from "./call.js";
import { wrapMessage } from "./message.js";
import type { NativeContact, NativeFile, NativeView } from "./native.js";
import type { Contact, Content, PollChoice, Readable } from "./types.js";
import { wrapUser } from "./user.js";

function readable(file: NativeFile): Readable {
  let bytes: Buffer | undefined;
  const read = async (options: CallOptions = {}): Promise<Buffer> =>
    (bytes ??= await call((to, id, cancel) => file.read(to, id, cancel), options.signal));
  return {
    read,
    stream: async ({ signal } = {}) => {
      const chunks = await call((to, id, cancel) => file.stream(to, id, cancel), signal);
      const close = (): Promise<void> => call((to, id) => chunks.close(to, id));
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const chunk = await call((to, id, cancel) => chunks.next(to, id, cancel), signal);
            if (chunk) return controller.enqueue(chunk);
            controller.close();
            await close();
          },
          cancel: close,
        },
        // Nothing is fetched before it is read.
        { highWaterMark: 0 },
      );
    },
  };
}

function contactOf({ user, photo, ...fields }: NativeContact): Contact {
  return {
    type: "contact",
    ...(user === undefined ? {} : { user: wrapUser({ id: user }) }),
    ...fields,
    ...(photo === undefined ? {} : { photo: { mimeType: photo.mimeType, read: async () => photo.data } }),
  };
}

/** @internal */
export function wrapContent(view: NativeView): Content {
  switch (view.type) {
    case "attachment": {
      const { file, ...rest } = view;
      return { ...rest, ...readable(file) };
    }
    case "voice": {
      const { file, ...rest } = view;
      return { ...rest, ...readable(file) };
    }
    case "contact":
      return contactOf(view.contact);
    case "poll":
      return { ...view, options: view.options.map((title): PollChoice => ({ title })) };
    case "poll_option": {
      const options = view.pollOptions.map((title): PollChoice => ({ title }));
      return {
        type: "poll_option",
        option: { title: view.title },
        poll: { type: "poll", title: view.pollTitle, options },
        selected: view.selected,
        title: view.title,
      };
    }
    case "group":
      return { ...view, items: view.items.map(wrapMessage) };
    case "effect":
      return { ...view, content: wrapContent(view.content) };
    case "reply":
    case "edit":
      return { ...view, content: wrapContent(view.content), target: wrapMessage(view.target) };
    case "reaction":
      return { ...view, target: wrapMessage(view.target) } as Content;
    case "unsend":
    case "read":
      return { ...view, target: wrapMessage(view.target) };
    case "background":
      return view.kind === "clear" ? view : { type: view.type, kind: view.kind, mimeType: view.mimeType };
    case "avatar": {
      if (view.kind === "clear") return { type: view.type, action: { kind: view.kind } };
      const { type, kind, mimeType, file } = view;
      return { type, action: { kind, mimeType, read: readable(file).read } };
    }
    case "text":
    case "rename":
    case "addMember":
    case "removeMember":
    case "leaveSpace":
    case "customized-mini-app":
    case "markdown":
    case "richlink":
    case "typing":
    case "custom":
      return view;
  }
}

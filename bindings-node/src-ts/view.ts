// The content of messages: what the native side describes, with methods and wrapped messages.
import { readable } from "./file.js";
import { wrapMessage } from "./message.js";
import type { NativeCompanion, NativeContact, NativeView } from "./native.js";
import type { Companion, Contact, Content, PollChoice } from "./types.js";
import { wrapUser } from "./user.js";

function contactOf({ user, photo, ...fields }: NativeContact): Contact {
  return {
    type: "contact",
    ...(user === undefined ? {} : { user: wrapUser({ id: user }) }),
    ...fields,
    ...(photo === undefined ? {} : { photo: { mimeType: photo.mimeType, read: async () => photo.data } }),
  };
}

function companionOf({ file, ...rest }: NativeCompanion): Companion {
  return { ...rest, ...readable(file) };
}

/** @internal */
export function wrapContent(view: NativeView): Content {
  switch (view.type) {
    case "attachment": {
      const { file, companion, ...rest } = view;
      return { ...rest, ...(companion ? { companion: companionOf(companion) } : {}), ...readable(file) };
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
      return { type, action: { kind, mimeType, ...readable(file) } };
    }
    case "text":
    case "rename":
    case "addMember":
    case "removeMember":
    case "leaveSpace":
    case "app":
    case "customized-mini-app":
    case "markdown":
    case "richlink":
    case "typing":
    case "custom":
      return view;
  }
}

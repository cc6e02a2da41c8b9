// A poll to vote in.

import { act } from "../api.js";
import { el } from "../dom.js";
import { nameOf } from "../people.js";
import { attempt } from "../say.js";
import { opened, store } from "../store.js";
import { dialog, field } from "../ui/dialog.js";

export function poll(message) {
  const { title, options } = message.poll;
  const total = options.reduce((sum, option) => sum + option.votes.length, 0);
  const deed = (name, fields) => {
    const { chat } = opened();
    return act(store.me, name, { line: chat.line, chat: chat.guid, message_guid: message.guid, ...fields });
  };
  const choice = (option) => {
    const mine = option.votes.includes(store.me);
    const vote = () => attempt(() => deed("vote", mine ? {} : { option: option.id }));
    const share = total > 0 ? (option.votes.length / total) * 100 : 0;
    return el(
      "button.option",
      {
        type: "button",
        "aria-pressed": String(mine),
        title: option.votes.map(nameOf).join(", "),
        css: { "--share": `${share}%` },
        on: { click: vote },
      },
      el("span.mark", { "aria-hidden": "true" }, mine ? "●" : "○"),
      el("span.words", {}, option.text || "(empty)"),
      el("span.count", { label: `${option.votes.length} votes` }, String(option.votes.length)),
    );
  };
  const more = () => {
    const text = el("input", { required: true, maxlength: "200", autocomplete: "off" });
    dialog("Another option", field("Option", text), {
      confirm: "Add",
      done: () => deed("poll_option", { text: text.value }),
    });
  };
  return el(
    "div.part.poll",
    { role: "group", label: `Poll: ${title}` },
    el("strong.question", {}, title),
    el("div.options", {}, options.map(choice)),
    el("button.plain", { type: "button", on: { click: more } }, "Add an option"),
    el("span.sub", {}, total === 1 ? "1 vote" : `${total} votes`),
  );
}

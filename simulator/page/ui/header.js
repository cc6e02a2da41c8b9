// What stands over a conversation.

import { el, fill, icon, ICONS } from "../dom.js";
import { chatAvatar, titleOf } from "../people.js";
import { on, open, opened, store } from "../store.js";
import { details } from "./details.js";

export function header(root, { toggleCalls }) {
  const back = el(
    "button.round.back",
    { type: "button", label: "Back to the conversations", on: { click: () => open(undefined) } },
    icon(ICONS.back),
  );
  const who = el("button.title", { type: "button", on: { click: () => details(opened()) } });
  const calls = el(
    "button.round",
    {
      type: "button",
      label: "Calls and faults",
      title: "Calls and faults",
      "aria-expanded": "false",
      id: "toggle-calls",
      on: { click: toggleCalls },
    },
    icon(ICONS.panel),
  );
  const line = el("p.offline", { role: "alert", hidden: true }, "The simulator does not answer. Trying again…");
  root.append(el("header.bar", {}, back, who, calls), line);

  function draw() {
    const entry = opened();
    who.hidden = !entry;
    if (!entry) return;
    const { chat } = entry;
    const people = chat.group ? `${chat.people.length + (chat.agent_left ? 0 : 1)} people` : "";
    who.setAttribute("aria-label", `${titleOf(chat)}. Details`);
    fill(
      who,
      chatAvatar(chat, "large"),
      el("span.name", {}, titleOf(chat), el("span.more", { "aria-hidden": "true" }, " ›")),
      people && el("span.sub", {}, people),
    );
  }

  on("open", draw);
  on("thread", draw);
  on("connection", () => (line.hidden = store.connected));
}

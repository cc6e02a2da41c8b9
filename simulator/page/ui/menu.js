// What can be done with a message: tapbacks and a menu, by long press, right click or key.

import { act } from "../api.js";
import { arrows, el, icon, ICONS, rove } from "../dom.js";
import { attempt, say } from "../say.js";
import { AGENT, opened, store, tell } from "../store.js";
import { dialog, field } from "./dialog.js";

export const TAPBACKS = [
  ["love", "❤️"],
  ["like", "👍"],
  ["dislike", "👎"],
  ["laugh", "😂"],
  ["emphasize", "‼️"],
  ["question", "❓"],
];

let shown;

export function closeMenu() {
  shown?.remove();
  shown = undefined;
}

/** Opens the menu of a message beside its element. */
export function openMenu(message, anchor) {
  closeMenu();
  const { chat } = opened();
  const own = message.reactions?.find((one) => one.from === store.me);
  const run = (deed, fields) => {
    closeMenu();
    anchor.focus();
    return attempt(() =>
      act(store.me, deed, { line: chat.line, chat: chat.guid, message_guid: message.guid, ...fields }),
    );
  };
  const tapback = ([name, emoji]) => {
    const chosen = own?.tapback === name;
    return el(
      "button.tapback",
      {
        type: "button",
        role: "menuitemcheckbox",
        "aria-checked": String(chosen),
        label: name,
        data: { rove: "" },
        on: { click: () => run("react", { reaction: name, remove: chosen }) },
      },
      emoji,
    );
  };
  const item = (name, click) =>
    el("button.item", { type: "button", role: "menuitem", data: { rove: "" }, on: { click } }, name);
  const emoji = () => {
    closeMenu();
    anotherEmoji((reaction) => run("react", { reaction }));
  };
  const begin = (mode) => () => {
    closeMenu();
    tell("compose", { mode, message });
  };
  const copy = async () => {
    closeMenu();
    await attempt(() => navigator.clipboard.writeText(message.text));
    say("Copied");
  };
  const mine = message.from === store.me;
  const text = message.text.replaceAll("\ufffc", "").trim();
  const tapbacks = el(
    "div.tapbacks",
    { role: "group", label: "Reactions" },
    TAPBACKS.map(tapback),
    own &&
      !own.tapback &&
      el(
        "button.tapback",
        {
          type: "button",
          role: "menuitemcheckbox",
          "aria-checked": "true",
          label: `Remove ${own.emoji}`,
          data: { rove: "" },
          on: { click: () => run("react", { reaction: own.emoji, remove: true }) },
        },
        own.emoji,
      ),
    el(
      "button.tapback",
      { type: "button", role: "menuitem", label: "Another emoji", data: { rove: "" }, on: { click: emoji } },
      icon(ICONS.plus),
    ),
  );
  const menu = el(
    "div.menu",
    { role: "menu", label: "Message", on: { keydown } },
    tapbacks,
    el(
      "div.items",
      {},
      item("Reply", begin("reply")),
      text && item("Copy", copy),
      message.effect && item("Replay effect", () => (closeMenu(), tell("replay", message))),
      message.from === AGENT && item("Mark as read", () => run("read", {})),
      mine && text && item("Edit", begin("edit")),
      mine && item("Undo send", () => run("unsend", {})),
    ),
  );

  function keydown(event) {
    const all = [...menu.querySelectorAll("[data-rove]")];
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      closeMenu();
      anchor.focus();
    } else if (!arrows(event, all)) arrows(event, all, { across: true });
    event.stopPropagation();
  }

  shown = menu;
  document.body.append(menu);
  place(menu, anchor);
  const all = [...menu.querySelectorAll("[data-rove]")];
  rove(all, all[0]);
  all[0].focus();
}

/** Beside the message, and whole within the window. */
function place(menu, anchor) {
  const at = (anchor.querySelector(".bubble, .part") ?? anchor).getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left), innerWidth - width - 8);
  const below = at.bottom + 8 + height < innerHeight;
  const top = below ? at.bottom + 8 : Math.max(8, at.top - height - 8);
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${top}px`);
}

function anotherEmoji(choose) {
  const input = el("input", { required: true, maxlength: "16", placeholder: "🎉", autocomplete: "off" });
  dialog("React with an emoji", field("Emoji", input), { confirm: "React", done: () => choose(input.value.trim()) });
}

document.addEventListener("pointerdown", (event) => {
  if (shown && !shown.contains(event.target)) closeMenu();
});
addEventListener("resize", closeMenu);

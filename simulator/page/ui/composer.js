// Where one writes: texts, replies, edits, files, effects, polls.

import { act, base64 } from "../api.js";
import { el, fill, icon, ICONS } from "../dom.js";
import { IDENTIFIERS, LABELS } from "../effects/names.js";
import { nameOf } from "../people.js";
import { attempt, say } from "../say.js";
import { on, opened, store } from "../store.js";
import { dialog, field } from "./dialog.js";
import { preview } from "./list.js";

/** Somebody who stops for so long does not type any more. */
const TYPING_ENDS = 5000;

export function composer(root) {
  const about = el("div.about", { hidden: true });
  const text = el("textarea#write", {
    label: "Message",
    placeholder: "iMessage",
    rows: "1",
    on: { keydown, input: typed },
  });
  const files = el("input", {
    type: "file",
    multiple: true,
    hidden: true,
    on: { change: () => sendFiles(files.files) },
  });
  const plus = el(
    "button.round.plus",
    { type: "button", label: "Attach", "aria-haspopup": "menu", "aria-expanded": "false", on: { click: extras } },
    icon(ICONS.plus),
  );
  const send = el(
    "button.round.send",
    { type: "submit", label: "Send", title: "Send (right click: with an effect)" },
    icon(ICONS.send, 18),
  );
  const form = el(
    "form.composer",
    { on: { submit, dragover: (event) => event.preventDefault(), drop } },
    about,
    el("div.line", {}, plus, el("div.box", {}, text, send)),
    files,
  );
  root.append(form);
  send.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    chooseEffect();
  });
  let mode = {};
  /** The conversation that is open, and what was begun in the others. */
  let shown;
  const drafts = new Map();
  let typingTimer;
  let isTyping;

  const where = () => ({ line: opened().chat.line, chat: opened().chat.guid });
  const deed = (name, fields) => act(store.me, name, { ...where(), ...fields });

  function draw() {
    form.hidden = !opened();
    form.classList.toggle("empty", !text.value.trim());
  }

  function compose(next) {
    mode = next;
    about.hidden = !next.mode;
    if (next.mode) {
      const what = next.mode === "edit" ? "Edit message" : `Reply to ${nameOf(next.message.from)}`;
      fill(
        about,
        el("span", {}, el("strong", {}, what), ` ${preview(next.message)}`),
        el(
          "button.plain",
          { type: "button", label: "Cancel", on: { click: () => compose({}) } },
          icon(ICONS.close, 16),
        ),
      );
    }
    if (next.mode === "edit") text.value = next.message.text.replaceAll("\ufffc", "");
    grow();
    draw();
    text.focus();
  }

  async function submit(event) {
    event?.preventDefault();
    const written = text.value.trim();
    if (!written || !opened()) return;
    const { mode: kind, message } = mode;
    await sending(() => {
      if (kind === "edit") return deed("edit", { message_guid: message.guid, text: written });
      if (kind === "reply") return deed("reply", { message_guid: message.guid, text: written });
      return deed("text", { text: written });
    });
  }

  /** Sends. What was written comes back if it is refused. */
  async function sending(run) {
    const before = { written: text.value, mode, where: store.open };
    const sent = attempt(run);
    stopped(false);
    text.value = "";
    compose({});
    if (await sent) return;
    if (store.open !== before.where) drafts.set(before.where, before.written);
    else if (!text.value) {
      compose(before.mode);
      text.value = before.written;
      grow();
      draw();
    }
  }

  function keydown(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
    else if (event.key === "Escape" && mode.mode) {
      text.value = mode.mode === "edit" ? "" : text.value;
      compose({});
    } else if (event.key === "ArrowUp" && !text.value) {
      const newest = document.querySelector(".log article:last-of-type");
      if (newest) {
        event.preventDefault();
        newest.focus();
      }
    }
  }

  function typed() {
    grow();
    draw();
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => stopped(true), TYPING_ENDS);
    if (!isTyping && text.value && opened()) {
      isTyping = where();
      act(store.me, "typing", { ...isTyping, on: true }).catch(() => undefined);
    }
    if (!text.value) stopped(true);
  }

  /** Ends the dots that others see. A message ends them by itself. */
  function stopped(tell) {
    clearTimeout(typingTimer);
    if (isTyping && tell) act(store.me, "typing", { ...isTyping, on: false }).catch(() => undefined);
    isTyping = undefined;
  }

  function grow() {
    text.style.setProperty("height", "auto");
    text.style.setProperty("height", `${Math.min(text.scrollHeight, 160)}px`);
  }

  function drop(event) {
    event.preventDefault();
    sendFiles(event.dataTransfer.files);
  }

  async function sendFiles(chosen) {
    for (const file of chosen) {
      if (file.size > store.uploadLimit) {
        say(`${file.name} is larger than ${Math.round(store.uploadLimit / 1024 / 1024)} MB.`, { problem: true });
        continue;
      }
      const kind = file.type.startsWith("audio/") ? "voice" : "attachment";
      await attempt(async () => deed(kind, { name: file.name, data: await base64(file) }));
    }
    files.value = "";
    text.focus();
  }

  function extras() {
    const { window, close } = dialog(
      "Add",
      el(
        "div.choices",
        {},
        choice("Photo or file", () => files.click()),
        choice("Send with effect", chooseEffect),
        choice("Poll", makePoll),
      ),
    );
    plus.setAttribute("aria-expanded", "true");
    window.addEventListener("close", () => plus.setAttribute("aria-expanded", "false"));
    function choice(name, run) {
      return el("button", { type: "button", on: { click: () => (close(), run()) } }, name);
    }
  }

  function chooseEffect() {
    const written = text.value.trim();
    if (!written) return say("Write something first.", { problem: true });
    const { close } = dialog(
      "Send with effect",
      el(
        "div.choices.effects",
        {},
        Object.entries(LABELS).map(([name, label]) =>
          el("button", { type: "button", data: { effect: name }, on: { click: () => choose(name) } }, label),
        ),
      ),
    );
    const choose = (name) => {
      close();
      return sending(() => deed("text", { text: written, effect: IDENTIFIERS[name] }));
    };
    return undefined;
  }

  function makePoll() {
    const title = el("input", { required: true, maxlength: "200", autocomplete: "off" });
    const options = el("textarea", { required: true, rows: "4", placeholder: "One option in each line" });
    dialog("Poll", [field("Question", title), field("Options", options)], {
      confirm: "Send",
      done: () =>
        deed("poll", {
          title: title.value.trim(),
          options: options.value
            .split("\n")
            .map((one) => one.trim())
            .filter(Boolean),
        }),
    });
  }

  on("compose", compose);
  on("open", () => {
    draw();
    if (store.open === shown) return;
    stopped(true);
    drafts.set(shown, text.value);
    shown = store.open;
    text.value = drafts.get(shown) ?? "";
    if (opened()) compose({});
  });
  draw();
}

// A window over the page: the browser's own, which keeps the focus inside and closes with Escape.

import { el, icon, ICONS } from "../dom.js";
import { attempt } from "../say.js";

let count = 0;

/** Shows a dialog with these fields. `done` gets them when it is confirmed, and may refuse by throwing. */
export function dialog(title, content, { confirm, done } = {}) {
  const id = `dialog-${(count += 1)}`;
  const before = document.activeElement;
  const close = () => window.close();
  const submit = async (event) => {
    event.preventDefault();
    if (await attempt(() => done?.())) close();
  };
  const window = el(
    "dialog.sheet",
    { "aria-labelledby": id },
    el(
      "form",
      { method: "dialog", on: { submit } },
      el(
        "header.bar",
        {},
        el("h2", { id }, title),
        el("button.round", { type: "button", label: "Close", on: { click: close } }, icon(ICONS.close)),
      ),
      content,
      confirm && el("footer", {}, el("button.primary", { type: "submit" }, confirm)),
    ),
  );
  window.addEventListener("close", () => {
    window.remove();
    before?.focus?.();
  });
  // A click beside it.
  window.addEventListener("click", (event) => event.target === window && close());
  document.body.append(window);
  window.showModal();
  return { window, close };
}

/** A field with its name over it. */
export function field(name, input) {
  return el("label.field", {}, el("span", {}, name), input);
}

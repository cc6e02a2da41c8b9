// A window over the page: the browser's own, which keeps the focus inside and closes with Escape.

import { el, icon, ICONS } from "../dom.js";
import { attempt } from "../say.js";

let count = 0;

/**
 * Shows a dialog with these fields. `done` runs when it is confirmed, and refuses by throwing; `then`
 * runs when it is closed after that.
 */
export function dialog(title, content, { confirm, done, then } = {}) {
  const id = `dialog-${(count += 1)}`;
  const before = document.activeElement;
  const close = () => window.close();
  const submit = async (event) => {
    event.preventDefault();
    if (!(await attempt(() => done?.()))) return;
    close();
    then?.();
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
    // The browser gives the focus back; what had it may have been drawn anew.
    if (document.activeElement === document.body)
      (before?.isConnected ? before : document.getElementById("write"))?.focus();
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

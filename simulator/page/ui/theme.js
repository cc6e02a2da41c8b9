// Light and dark: as the system has it, or as it was chosen here.

import { el, fill, icon, ICONS } from "../dom.js";
import { memory } from "../store.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const buttons = new Set();

function apply() {
  const chosen = memory.read("theme", "auto");
  const theme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = theme;
  for (const button of buttons) {
    fill(button, icon(theme === "dark" ? ICONS.sun : ICONS.moon));
    button.setAttribute("aria-label", theme === "dark" ? "Light appearance" : "Dark appearance");
    button.title = button.getAttribute("aria-label");
  }
}

export function themeButton() {
  const turn = () => {
    memory.write("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    apply();
  };
  const button = el("button.round.theme", { type: "button", on: { click: turn } });
  buttons.add(button);
  apply();
  return button;
}

dark.addEventListener("change", apply);
apply();

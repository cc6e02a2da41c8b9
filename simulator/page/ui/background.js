// The background of a conversation: a picture behind everything, as iOS shows it.

import { where } from "../api.js";

/** Shows the background of that conversation behind an element. */
export function background(root, chat) {
  const id = chat?.background_id;
  const has = id !== null && id !== undefined;
  const key = has ? `${chat.line} ${chat.guid} ${id}` : "";
  if ((root.dataset.background ?? "") === key) return;
  root.classList.remove("broken-background");
  if (!has) {
    delete root.dataset.background;
    root.style.removeProperty("background-image");
    root.classList.remove("with-background");
    return;
  }
  const url = new URL(where.background(chat), location.href).href;
  root.dataset.background = key;
  root.classList.add("with-background");
  root.style.setProperty("background-image", `url("${url}")`);
  // HEIC is what iPhones make, and what most browsers cannot show.
  const probe = new Image();
  probe.onerror = () => root.dataset.background === key && root.classList.add("broken-background");
  probe.src = url;
}

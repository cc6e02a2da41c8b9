// The page: its panes, and what goes on between them.

import { stage } from "./effects/stage.js";
import { follow } from "./live.js";
import { memory, on, store, tell } from "./store.js";
import { calls } from "./ui/calls.js";
import { composer } from "./ui/composer.js";
import { header } from "./ui/header.js";
import { list } from "./ui/list.js";
import { thread } from "./ui/thread.js";
import { closeMenu } from "./ui/menu.js";

const app = document.getElementById("app");
const conversation = document.getElementById("conversation");
const pane = document.getElementById("calls");

function toggleCalls() {
  pane.hidden = !pane.hidden;
  memory.write("calls", !pane.hidden);
  const button = document.getElementById("toggle-calls");
  button.setAttribute("aria-expanded", String(!pane.hidden));
  app.classList.toggle("with-calls", !pane.hidden);
  if (pane.hidden) button.focus();
  tell("pane");
}

list(document.getElementById("list"));
header(conversation, { toggleCalls });
thread(conversation);
stage(conversation);
composer(conversation);
calls(pane, { toggle: toggleCalls });
if (memory.read("calls", false) && innerWidth > 1100) toggleCalls();

on("open", () => {
  // On a phone one of the two is seen.
  app.dataset.pane = store.open ? "conversation" : "list";
  closeMenu();
});

follow();

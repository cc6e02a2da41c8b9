// What the page says of itself: for everybody in a line that fades, for screen readers at once.

import { el, fill } from "./dom.js";

let timer;

export function say(text, { problem = false } = {}) {
  const status = document.getElementById("status");
  fill(status, el(problem ? "p.toast.problem" : "p.toast", {}, text));
  clearTimeout(timer);
  timer = setTimeout(() => status.replaceChildren(), problem ? 8000 : 3000);
}

/** Runs something that may be refused, and says so if it is. Answers whether it was done. */
export async function attempt(run) {
  try {
    await run();
    return true;
  } catch (error) {
    say(error.message, { problem: true });
    return false;
  }
}

// Plays effects: one after the other, once for each message, and again on demand.

import { el } from "../dom.js";
import { on, opened, store } from "../store.js";
import { BUBBLE, FULL, LABELS } from "./names.js";
import { canvasEffects } from "./canvas.js";
import { shapes } from "./shapes.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
/** How long an effect lasts, and the least if another waits; milliseconds. */
const LASTS = 3600;
const LEAST = 700;
const BUBBLE_LASTS = 2200;
/** More do not wait. */
const WAITING = 20;

export function stage(root) {
  const layer = el("div.stage", { "aria-hidden": "true" });
  root.append(layer);
  const waiting = [];
  /** Messages of conversations that were not open when they came. */
  const missed = new Map();
  let playing;

  function add(message) {
    if (waiting.length < WAITING) waiting.push(message);
    if (playing) playing.hurry();
    else next();
  }

  function next() {
    const message = waiting.shift();
    if (!message) return;
    const began = Date.now();
    const end = message.effect in BUBBLE ? bubble(message) : screen(message);
    const lasts = message.effect in BUBBLE ? BUBBLE_LASTS : LASTS;
    let timer;
    const finish = () => {
      end();
      playing = undefined;
      next();
    };
    playing = {
      hurry() {
        clearTimeout(timer);
        timer = setTimeout(finish, Math.max(0, began + LEAST - Date.now()));
      },
    };
    timer = setTimeout(finish, lasts);
    if (waiting.length > 0) playing.hurry();
  }

  const elementOf = (message) => root.querySelector(`article[data-guid="${CSS.escape(message.guid)}"]`);

  function bubble(message) {
    const element = elementOf(message);
    const log = root.querySelector(".log");
    element?.classList.add("playing");
    element?.scrollIntoView({ block: "nearest" });
    if (message.effect === "slam" && !still.matches) log.classList.add("shaken");
    return () => {
      element?.classList.remove("playing");
      log.classList.remove("shaken");
    };
  }

  function screen(message) {
    const element = elementOf(message);
    element?.scrollIntoView({ block: "nearest" });
    const scene = el("div.screen-effect", { data: { effect: message.effect, guid: message.guid } });
    scene.classList.add(message.effect);
    layer.append(scene);
    const box = element?.querySelector(".bubble, .part")?.getBoundingClientRect();
    const own = layer.getBoundingClientRect();
    const from = box
      ? {
          x: box.left + box.width / 2 - own.left,
          y: box.top + box.height / 2 - own.top,
          width: box.width,
          height: box.height,
        }
      : { x: own.width / 2, y: own.height / 2, width: 120, height: 40 };
    if (still.matches) {
      // No movement: the name of the effect, and that is all.
      scene.classList.add("still");
      scene.append(el("span", {}, LABELS[message.effect]));
      return () => scene.remove();
    }
    const stop = (shapes[message.effect] ?? canvasEffects[message.effect])?.(scene, from, message);
    return () => {
      stop?.();
      scene.remove();
    };
  }

  const known = ({ effect }) => effect in BUBBLE || effect in FULL;

  on("message", ({ key, message }) => {
    if (!known(message)) return;
    if (key === store.open) add(message);
    else missed.set(key, [...(missed.get(key) ?? []), message].slice(-WAITING));
  });
  on("open", () => {
    const late = opened() && missed.get(store.open);
    if (!late) return;
    missed.delete(store.open);
    late.forEach(add);
  });
  on("replay", (message) => known(message) && add(message));
}

// A sound with a player: a button, where it is, and how long it lasts.

import { where } from "../api.js";
import { el } from "../dom.js";

const clock = (seconds) =>
  Number.isFinite(seconds)
    ? `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`
    : "–:––";

export function audioPlayer({ guid, name }) {
  const sound = el("audio", { src: where.file(guid), preload: "metadata" });
  const button = el("button.play", { type: "button", label: `Play ${name}`, on: { click: turn } }, "▶");
  const place = el("input.place", { type: "range", min: "0", max: "1000", value: "0", label: `Position in ${name}` });
  const time = el("span.time", {}, "–:––");
  const bars = el(
    "span.wave",
    { "aria-hidden": "true" },
    [...guid].slice(-14).map((letter, at) => bar(letter, at)),
  );
  const player = el(
    "div.part.audio",
    { role: "group", label: `Audio message ${name}` },
    button,
    el("span.track", {}, bars, place),
    time,
    sound,
  );

  function bar(letter, at) {
    return el("i", { css: { "--height": `${30 + ((letter.charCodeAt(0) * 37 + at * 53) % 70)}%` } });
  }

  function turn() {
    if (sound.paused) sound.play().catch(broken);
    else sound.pause();
  }

  function broken() {
    time.textContent = "cannot be played here";
    player.classList.add("broken");
  }

  function draw() {
    button.textContent = sound.paused ? "▶" : "❚❚";
    button.setAttribute("aria-label", `${sound.paused ? "Play" : "Pause"} ${name}`);
    if (player.classList.contains("broken")) return;
    time.textContent = clock(sound.paused && sound.currentTime === 0 ? sound.duration : sound.currentTime);
    const part = sound.duration > 0 ? sound.currentTime / sound.duration : 0;
    place.value = String(Math.round(part * 1000));
    player.style.setProperty("--played", `${part * 100}%`);
  }

  place.addEventListener("input", () => {
    if (sound.duration > 0) sound.currentTime = (Number(place.value) / 1000) * sound.duration;
  });
  for (const what of ["play", "pause", "ended", "timeupdate", "loadedmetadata"]) sound.addEventListener(what, draw);
  sound.addEventListener("error", broken);
  return player;
}

// Effects made of many small things: confetti, fireworks, lasers, celebration, sparkles.

import { el } from "../dom.js";
import { between, pick, times } from "./chance.js";

const PAPER = ["#ff3b30", "#ff9500", "#ffcc00", "#34c759", "#00c7be", "#007aff", "#af52de", "#ff2d55"];
const GOLD = ["#fff3b0", "#ffd54a", "#ffb300", "#fffbe6"];
const BEAMS = ["#ff2d55", "#32d74b", "#0a84ff", "#ffd60a", "#bf5af2"];

/** Runs a scene on a canvas: `draw(pen, seconds, step)` for each frame, and `stop` at the end. */
function scene(root, draw) {
  const canvas = el("canvas");
  root.append(canvas);
  const size = root.getBoundingClientRect();
  const scale = Math.min(devicePixelRatio, 2);
  canvas.width = size.width * scale;
  canvas.height = size.height * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  let began;
  let last;
  let frame = requestAnimationFrame(function step(now) {
    began ??= now;
    const passed = Math.min((now - (last ?? now)) / 1000, 0.05);
    last = now;
    pen.clearRect(0, 0, size.width, size.height);
    draw(pen, (now - began) / 1000, passed, size);
    frame = requestAnimationFrame(step);
  });
  return () => cancelAnimationFrame(frame);
}

/** A thing that flies, falls and fades. */
function spark(x, y, speed, angle, life, colours) {
  return {
    x,
    y,
    vx: Math.cos(angle) * speed,
    vy: Math.sin(angle) * speed,
    life,
    age: 0,
    colour: pick(colours),
    size: between(1.2, 2.8),
  };
}

function fly(pen, sparks, step, fall) {
  pen.globalCompositeOperation = "lighter";
  for (const one of sparks) {
    one.age += step;
    if (one.age > one.life) continue;
    one.vy += fall * step;
    one.vx *= 1 - 0.9 * step;
    one.vy *= 1 - 0.9 * step;
    one.x += one.vx * step;
    one.y += one.vy * step;
    pen.globalAlpha = Math.max(0, 1 - one.age / one.life);
    pen.fillStyle = one.colour;
    pen.beginPath();
    pen.arc(one.x, one.y, one.size, 0, 7);
    pen.fill();
  }
  pen.globalAlpha = 1;
  pen.globalCompositeOperation = "source-over";
}

function confetti(root) {
  let papers;
  return scene(root, (pen, seconds, step, { width, height }) => {
    papers ??= times(170, () => ({
      x: between(0, width),
      y: between(-height, -10),
      v: between(160, 380),
      w: between(5, 11),
      h: between(7, 14),
      turn: between(0, 7),
      spin: between(-6, 6),
      colour: pick(PAPER),
    }));
    for (const one of papers) {
      one.y += one.v * step;
      one.x += Math.sin(seconds * 2 + one.turn) * 50 * step;
      one.turn += one.spin * step;
      pen.save();
      pen.translate(one.x, one.y);
      pen.rotate(one.turn);
      pen.scale(1, Math.cos(one.turn * 1.7));
      pen.fillStyle = one.colour;
      pen.fillRect(-one.w / 2, -one.h / 2, one.w, one.h);
      pen.restore();
    }
  });
}

function fireworks(root) {
  const sparks = [];
  let next = 0;
  return scene(root, (pen, seconds, step, { width, height }) => {
    if (seconds >= next) {
      const [x, y] = [between(0.15, 0.85) * width, between(0.1, 0.5) * height];
      const colours = [pick(PAPER), "#ffffff"];
      sparks.push(...times(80, () => spark(x, y, between(60, 330), between(0, 7), between(0.9, 1.7), colours)));
      sparks.splice(0, Math.max(0, sparks.length - 600));
      next = seconds + between(0.25, 0.5);
    }
    fly(pen, sparks, step, 90);
  });
}

function celebration(root) {
  const sparks = [];
  return scene(root, (pen, seconds, step, { width, height }) => {
    if (seconds < 2.6) {
      sparks.push(
        ...times(9, () =>
          spark(width * 0.98, height * 0.04, between(180, 620), between(1.9, 3.1), between(1, 2), GOLD),
        ),
      );
      sparks.splice(0, Math.max(0, sparks.length - 900));
    }
    fly(pen, sparks, step, 240);
  });
}

function sparkles(root) {
  let stars;
  return scene(root, (pen, seconds, _, { width, height }) => {
    stars ??= times(130, () => ({
      x: between(0, width),
      y: between(0, height),
      size: between(3, 11),
      at: between(0, 2.3),
      lasts: between(0.5, 1.1),
      colour: pick(GOLD),
    }));
    for (const star of stars) {
      const part = (seconds - star.at) / star.lasts;
      if (part < 0 || part > 1) continue;
      const size = star.size * Math.sin(part * Math.PI);
      pen.fillStyle = star.colour;
      pen.shadowColor = "#ffcf40";
      pen.shadowBlur = 12;
      pen.beginPath();
      for (let point = 0; point < 8; point += 1) {
        const radius = point % 2 ? size * 0.28 : size;
        const angle = (point * Math.PI) / 4;
        pen.lineTo(star.x + Math.cos(angle) * radius, star.y + Math.sin(angle) * radius - part * 30);
      }
      pen.fill();
    }
    pen.shadowBlur = 0;
  });
}

function lasers(root, { x, y }) {
  return scene(root, (pen, seconds, _, { width, height }) => {
    const reach = Math.hypot(width, height);
    pen.globalCompositeOperation = "lighter";
    BEAMS.forEach((colour, index) => {
      for (const side of [-1, 1]) {
        const angle = Math.sin(seconds * (1.1 + index * 0.23) + index * 1.3) * 1.4 * side - Math.PI / 2;
        pen.strokeStyle = colour;
        pen.lineWidth = 2 + Math.sin(seconds * 9 + index) * 1.2;
        pen.shadowColor = colour;
        pen.shadowBlur = 18;
        pen.beginPath();
        pen.moveTo(x, y);
        pen.lineTo(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach);
        pen.stroke();
      }
    });
    pen.shadowBlur = 0;
    pen.globalCompositeOperation = "source-over";
  });
}

export const canvasEffects = { confetti, fireworks, celebration, sparkles, lasers };

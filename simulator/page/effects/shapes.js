// Effects made of elements: heart, spotlight, echo, balloons.

import { el, set } from "../dom.js";
import { between, times } from "./chance.js";

const COLOURS = ["#ff3b30", "#ff9500", "#ffcc00", "#34c759", "#007aff", "#5856d6", "#ff2d55"];

function heart(scene, { x, y }) {
  const { width } = scene.getBoundingClientRect();
  // Whole within the window, wherever the message is.
  const middle = Math.min(Math.max(x, 150), Math.max(150, width - 150));
  scene.append(el("span.heart", { css: { "--x": `${middle}px`, "--y": `${y}px` } }, "❤"));
}

function spotlight(scene, { x, y, width, height }) {
  const size = Math.max(width, height) * 0.75 + 40;
  set(scene, { css: { "--x": `${x}px`, "--y": `${y}px`, "--size": `${size}px` } });
}

function echo(scene, { x, y }, message) {
  const text = message.text.replaceAll("\ufffc", "").slice(0, 80) || "✦";
  scene.append(
    ...times(36, (index) =>
      el(
        "span.bubble",
        {
          css: {
            "--x": `${x}px`,
            "--y": `${y}px`,
            "--to-x": `${between(-50, 50)}vw`,
            "--to-y": `${between(-70, 30)}vh`,
            "--size": between(0.5, 2.2).toFixed(2),
            "--after": `${index * 45}ms`,
          },
        },
        text,
      ),
    ),
  );
}

function balloons(scene) {
  scene.append(
    ...times(16, (index) =>
      el("span.balloon", {
        css: {
          "--left": `${between(2, 94)}%`,
          "--after": `${between(0, 900)}ms`,
          "--size": between(0.7, 1.5).toFixed(2),
          "--sway": `${between(-60, 60)}px`,
          "--colour": COLOURS[index % COLOURS.length],
        },
      }),
    ),
  );
}

export const shapes = { heart, spotlight, echo, balloons };

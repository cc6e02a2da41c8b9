// Switches that let things go wrong on purpose.

import { post } from "../api.js";
import { el, fill } from "../dom.js";
import { attempt, say } from "../say.js";
import { on, store } from "../store.js";

const METHODS = ["SendTextMessage", "SendAttachmentMessage", "SetReaction", "UploadAttachment", "*"];

/** Things that happen once. */
const ONCE = [
  [
    "cut",
    "Cut the streams",
    "The open streams end with UNAVAILABLE; the agent opens them again and catches up.",
    () => post("/api/streams/cut"),
  ],
  [
    "drop",
    "Drop the connections",
    "All connections end without a word.",
    () => post("/api/streams/cut", { hard: true }),
  ],
  [
    "expire",
    "Expire the tokens",
    "The next call is refused with tokenExpired; the agent asks for new tokens.",
    () => post("/api/tokens/expire"),
  ],
  [
    "cursor",
    "Reject the cursor",
    "The next catch-up is refused with INVALID_ARGUMENT, and the streams are cut so that there is one.",
    async () => {
      await post("/api/faults", {
        method: "CatchUpEvents",
        action: "refuse",
        status: "INVALID_ARGUMENT",
        error_code: "invalidArgument",
      });
      await post("/api/streams/cut");
    },
  ],
];

export function faults() {
  const streams = el("p.streams", { role: "status" });
  const waiting = el("p.waiting");
  const once = ONCE.map(([name, label, hint, run]) =>
    el(
      "button",
      {
        type: "button",
        title: hint,
        data: { fault: name },
        on: { click: async () => (await attempt(run)) && say(`${label}: done`) },
      },
      label,
    ),
  );
  const stall = toggle("stall", "Stall the streams", "Streams stay open and say nothing, heartbeats included.", (on) =>
    post("/api/streams/stall", { on }),
  );
  const double = toggle("double", "Every event twice", "As a service may that delivers at least once.", (on) =>
    post("/api/streams/double", { on }),
  );
  const refuse = toggle("connections", "Refuse connections", "The gRPC ports are closed.", (on) =>
    post("/api/connections", { accept: !on }),
  );
  const quota = toggle("quota", "Exceed the quota", "Sends are refused with dailyLimitExceeded.", (on) => {
    const { usual_daily_limit: daily } = store.switches.quotas;
    return post("/api/quotas", { daily_limit: on ? 0 : daily });
  });
  const method = el(
    "select",
    { label: "Method" },
    METHODS.map((name) => el("option", { value: name }, name === "*" ? "every method" : name)),
  );
  const action = el(
    "select",
    { label: "What happens" },
    el("option", { value: "refuse" }, "is refused"),
    el("option", { value: "lose_answer" }, "loses its answer"),
    el("option", { value: "delay" }, "is slow (2 s)"),
    el("option", { value: "hang" }, "is never answered"),
  );
  const add = () =>
    attempt(() => {
      const known = { method: method.value, action: action.value };
      if (action.value === "delay") return post("/api/faults", { ...known, delay_ms: 2000 });
      if (action.value === "hang") return post("/api/faults", known);
      return post("/api/faults", {
        ...known,
        status: "UNAVAILABLE",
        error_code: "serviceUnavailable",
        retryable: true,
      });
    });
  const clear = () => attempt(() => post("/api/faults/clear"));

  on("switches", () => {
    const { stalled, doubled, accepting, quotas, faults: list, open_streams: open, lines } = store.switches;
    show(stall, stalled);
    show(double, doubled);
    show(refuse, !accepting);
    show(quota, quotas.daily_limit < quotas.usual_daily_limit);
    const used = lines.map((line) => `${line.line}: ${line.messages} of ${quotas.daily_limit} messages today`);
    fill(streams, open > 0 ? `The agent listens: ${open} streams open.` : "No agent listens.", " ", used.join("; "));
    fill(
      waiting,
      list.length > 0 && [
        `Waiting: ${list.map((one) => `${one.method} ${one.action}`).join(", ")} `,
        el("button.plain", { type: "button", on: { click: clear } }, "Clear"),
      ],
    );
  });

  return el(
    "section.faults",
    { label: "Faults" },
    streams,
    el(
      "div.switches",
      {},
      [stall, double, refuse, quota].map((box) => box.parentElement),
    ),
    el("div.once", {}, once),
    el("div.next", {}, "The next ", method, " ", action, el("button", { type: "button", on: { click: add } }, "Set")),
    waiting,
  );
}

/** What the simulator says of a switch. */
function show(box, isOn) {
  box.checked = isOn;
  box.dataset.on = String(isOn);
}

/** A switch. One that is refused goes back. */
function toggle(name, label, hint, run) {
  const box = el("input", { type: "checkbox", role: "switch", data: { fault: name } });
  box.addEventListener("change", async () => {
    if (!(await attempt(() => run(box.checked)))) show(box, !box.checked);
  });
  el("label.check", { title: hint }, box, label);
  return box;
}

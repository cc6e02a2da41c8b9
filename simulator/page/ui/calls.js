// The second pane: the calls as they happen. Texts are only in the detail of a call, and only when asked for.

import { get, post } from "../api.js";
import { arrows, clicked, el, fill, icon, ICONS, keyed, rove } from "../dom.js";
import { attempt } from "../say.js";
import { on, store } from "../store.js";
import { dialog } from "./dialog.js";
import { faults } from "./faults.js";

/** More lines than this are not kept. */
const KEPT = 300;

export function calls(root, { toggle }) {
  const rows = el("ol.rows", { role: "listbox", label: "Calls, newest first", on: { keydown, click } });
  const filter = el("input", {
    type: "search",
    placeholder: "Filter: method, line or status",
    label: "Filter the calls",
    autocomplete: "off",
    on: { input: draw },
  });
  const failures = el("input", { type: "checkbox", on: { change: draw } });
  const clear = () => attempt(() => post("/api/transcript/clear"));
  const connect = el("dl.connect");
  root.append(
    el(
      "header.bar",
      {},
      el("h2", {}, "Calls"),
      el("button", { type: "button", on: { click: clear } }, "Clear"),
      el("button.round", { type: "button", label: "Close calls and faults", on: { click: toggle } }, icon(ICONS.close)),
    ),
    el(
      "details",
      {},
      el("summary", {}, "Connect an agent"),
      connect,
      el("p.hint", {}, "The project's secret is in the terminal."),
    ),
    faults(),
    el("div.filter", {}, filter, el("label.check", {}, failures, "Failures only")),
    rows,
  );
  let all = new Map();
  let planned;

  function draw() {
    planned = undefined;
    const words = filter.value.toLowerCase();
    const wanted = (call) =>
      (!failures.checked || failed(call)) &&
      `${call.method} ${call.line ?? ""} ${call.status} ${call.error_code ?? ""}`.toLowerCase().includes(words);
    const shown = [...all.values()].filter(wanted).reverse();
    const focused = document.activeElement?.dataset?.call;
    keyed(rows, shown, { key: ({ n }) => `${n}`, facts: (call) => call, make: row });
    const elements = [...rows.children];
    const chosen = elements.find((one) => one.dataset.call === focused) ?? elements[0];
    if (chosen) rove(elements, chosen);
    if (focused !== undefined) chosen?.focus();
  }

  function row(call) {
    const size = [call.request_bytes, call.answer_bytes].map((bytes) => bytes ?? "–");
    const took = call.ms === null ? "" : `${call.ms < 10 ? call.ms.toFixed(1) : Math.round(call.ms)} ms`;
    const status = call.error_code ? `${call.status} ${call.error_code}` : call.status;
    return el(
      failed(call) ? "li.row.failed" : "li.row",
      {
        role: "option",
        "aria-selected": "false",
        tabindex: "-1",
        data: { call: String(call.n), method: call.method, rove: "" },
        label: `${call.method}, ${call.line ?? "no line"}, ${status}, ${took}`,
      },
      el("span.method", {}, call.stream ? "⇣ " : "", call.method),
      el("span.status", {}, status),
      el("span.facts", {}, [call.line ?? "–", took, `${size[0]} B ↑ ${size[1]} B ↓`].filter(Boolean).join(" · ")),
    );
  }

  function keydown(event) {
    if (arrows(event, [...rows.children])) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      document.activeElement.click();
    }
  }

  function click(event) {
    const n = clicked(event)?.dataset.call;
    if (n !== undefined) detail(n);
  }

  async function detail(n) {
    await attempt(async () => {
      const { call, measured } = await get(`/api/page/calls/${n}`);
      const text = JSON.stringify({ ...call, ...measured }, null, 2);
      dialog(`${call.method} #${n}`, el("pre", { tabindex: "0", label: "The call as JSON" }, text));
    });
  }

  on("calls", ({ calls: changed, forgotten }) => {
    if (forgotten) all = new Map();
    for (const call of changed) all.set(call.n, call);
    if (all.size > KEPT) all = new Map([...all].slice(-KEPT));
    if (!root.hidden) planned ??= requestAnimationFrame(draw);
  });
  on("pane", () => !root.hidden && draw());
  on("lines", () =>
    fill(
      connect,
      Object.entries(store.connect).map(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))]),
    ),
  );
}

function failed({ status }) {
  return !["OK", "OPEN", "200"].includes(status);
}

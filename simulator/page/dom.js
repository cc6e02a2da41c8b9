// Elements. Text only ever goes in as text: nothing here reads HTML.

const SVG = "http://www.w3.org/2000/svg";

/** el("button#send.round", { label: "Send", on: { click } }, "text", otherElement): an element. */
export function el(what, props = {}, ...children) {
  const [tag, ...marks] = what.split(/(?=[.#])/u);
  const element = document.createElement(tag);
  for (const mark of marks) {
    if (mark[0] === "#") element.id = mark.slice(1);
    else element.classList.add(mark.slice(1));
  }
  return put(set(element, props), children);
}

/** Sets properties: `label` for screen readers, `data` for data attributes, `on` for listeners. */
export function set(element, { label, data, on, css, ...rest }) {
  if (label !== undefined) element.setAttribute("aria-label", label);
  for (const [name, value] of Object.entries(data ?? {})) element.dataset[name] = value;
  for (const [name, listen] of Object.entries(on ?? {})) element.addEventListener(name, listen);
  for (const [name, value] of Object.entries(css ?? {})) element.style.setProperty(name, value);
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in element && !name.includes("-") && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

/** Adds children: elements, texts, and lists of them. What is empty is left out. */
export function put(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false && child !== "") element.append(child);
  }
  return element;
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  return put(element, children);
}

/** A small picture of lines, hidden from screen readers. */
export function icon(path, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** The lines of the small pictures. */
export const ICONS = {
  back: "M15 5l-7 7 7 7",
  write: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  plus: "M12 5v14M5 12h14",
  send: "M12 20V5M6 11l6-6 6 6",
  info: "M12 11v6M12 7.500v.01M12 3a9 9 0 100 18 9 9 0 000-18",
  panel: "M4 5h16v14H4zM14 5v14",
  close: "M6 6l12 12M18 6L6 18",
  moon: "M20 14.500A8.500 8.500 0 119.500 4 7 7 0 0020 14.500",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  replay: "M4 12a8 8 0 108-8H7M10 1L7 4l3 3",
};

/** Puts the focus on one of several elements; the others are reached with the arrows (roving tabindex). */
export function rove(elements, chosen) {
  for (const element of elements) element.tabIndex = element === chosen ? 0 : -1;
}

/** Arrow keys within a list of elements. Answers whether the key was one of them. */
export function arrows(event, elements, { across = false } = {}) {
  const keys = across ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const at = elements.indexOf(document.activeElement.closest?.("[data-rove]") ?? document.activeElement);
  let to;
  if (event.key === keys[0]) to = Math.max(0, at - 1);
  else if (event.key === keys[1]) to = Math.min(elements.length - 1, at + 1);
  else if (event.key === "Home") to = 0;
  else if (event.key === "End") to = elements.length - 1;
  else return false;
  event.preventDefault();
  if (!elements[to]) return true;
  rove(elements, elements[to]);
  elements[to].focus();
  return true;
}

/**
 * Shows one element for each item, in order. An element stays as long as what it was made of (`facts`): what has the
 * focus or is being pressed is not replaced without need.
 */
export function keyed(parent, items, { key, facts, make }) {
  const old = made.get(parent) ?? new Map();
  const now = new Map();
  let at = parent.firstChild;
  for (const item of items) {
    const signature = JSON.stringify(facts(item));
    const known = old.get(key(item));
    const element = known?.signature === signature ? known.element : make(item);
    now.set(key(item), { element, signature });
    if (element === at) at = at.nextSibling;
    else parent.insertBefore(element, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
  made.set(parent, now);
}

const made = new WeakMap();

/** The row that a click means, also if it was drawn anew between the press and the release. */
export function clicked(event) {
  const row = event.target.closest("[data-rove]");
  return row ?? document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-rove]");
}

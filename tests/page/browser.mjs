// A browser without a window, driven over the DevTools protocol through a pair of pipes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE = 30_000;
/** Keys by name: code, and what a page is told besides. */
const KEYS = {
  Enter: { code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
  Tab: { code: "Tab", windowsVirtualKeyCode: 9 },
  Escape: { code: "Escape", windowsVirtualKeyCode: 27 },
  ArrowUp: { code: "ArrowUp", windowsVirtualKeyCode: 38 },
  ArrowDown: { code: "ArrowDown", windowsVirtualKeyCode: 40 },
  ArrowLeft: { code: "ArrowLeft", windowsVirtualKeyCode: 37 },
  ArrowRight: { code: "ArrowRight", windowsVirtualKeyCode: 39 },
  Home: { code: "Home", windowsVirtualKeyCode: 36 },
  End: { code: "End", windowsVirtualKeyCode: 35 },
  " ": { code: "Space", windowsVirtualKeyCode: 32, text: " " },
};

export class Browser {
  #child;
  #folder;
  #gone = false;
  #last = 0;
  #waiting = new Map();
  #listeners = new Map();

  /** Starts the program named by SPECTRUM_CHROMIUM. */
  static async start() {
    const browser = new Browser();
    browser.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "page-test-"));
    const flags = [
      "--headless=new",
      "--remote-debugging-pipe",
      "--no-first-run",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--hide-scrollbars",
      "--mute-audio",
      "--lang=en-US",
      `--user-data-dir=${browser.#folder}`,
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ];
    browser.#child = spawn(process.env.SPECTRUM_CHROMIUM, flags, {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    browser.#listen(browser.#child.stdio[4]);
    browser.#child.stdio[3].on("error", () => undefined);
    browser.#child.on("exit", () => browser.#ended());
    return browser;
  }

  #listen(pipe) {
    let rest = Buffer.alloc(0);
    pipe.on("data", (piece) => {
      rest = Buffer.concat([rest, piece]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.#heard(JSON.parse(rest.subarray(0, end).toString()));
        rest = rest.subarray(end + 1);
      }
    });
  }

  #heard({ id, result, error, method, params, sessionId }) {
    if (id === undefined) {
      for (const listen of this.#listeners.get(`${sessionId} ${method}`) ?? []) listen(params);
      return;
    }
    const { resolve, reject, what } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) reject(new Error(`${what}: ${error.message}`));
    else resolve(result);
  }

  #ended() {
    this.#gone = true;
    for (const { reject, what } of this.#waiting.values()) reject(new Error(`${what}: the browser has ended`));
    this.#waiting.clear();
  }

  on(sessionId, method, listen) {
    const key = `${sessionId} ${method}`;
    this.#listeners.set(key, [...(this.#listeners.get(key) ?? []), listen]);
  }

  call(method, params = {}, sessionId = undefined) {
    if (this.#gone) return Promise.reject(new Error(`${method}: the browser has ended`));
    const id = (this.#last += 1);
    this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, what: method }));
  }

  /** A new page. `media` are media features: prefers-color-scheme and the like. */
  async page({ width = 1280, height = 800, media = {} } = {}) {
    const { targetId } = await this.call("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId, targetId);
    await Promise.all([
      page.call("Page.enable"),
      page.call("Runtime.enable"),
      page.call("Log.enable"),
      page.size(width, height),
      page.media(media),
    ]);
    return page;
  }

  /** Ends it, with its helpers: they write to the folder until they are gone. */
  async stop() {
    const gone = once(this.#child, "exit");
    this.call("Browser.close").catch(() => undefined);
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await gone;
    clearTimeout(late);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

class Page {
  #browser;
  #session;
  #target;
  /** What went wrong in the page: errors, and what the policy refused. */
  problems = [];

  constructor(browser, session, target) {
    this.#browser = browser;
    this.#session = session;
    this.#target = target;
    const note = (what) => this.problems.push(what);
    browser.on(session, "Runtime.exceptionThrown", ({ exceptionDetails: it }) =>
      note(it.exception?.description ?? it.text),
    );
    browser.on(
      session,
      "Log.entryAdded",
      ({ entry }) => entry.level === "error" && note(`${entry.text} ${entry.url ?? ""}`),
    );
  }

  call(method, params) {
    return this.#browser.call(method, params, this.#session);
  }

  size(width, height) {
    return this.call("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: width < 600,
    });
  }

  media(features) {
    const all = Object.entries(features).map(([name, value]) => ({ name, value }));
    return this.call("Emulation.setEmulatedMedia", { features: all });
  }

  async open(url) {
    await this.call("Page.navigate", { url });
    await this.until("the page is live", () => document.querySelector("#me option") !== null);
  }

  /** Runs a function in the page, with arguments that JSON can carry. */
  async run(work, ...values) {
    const expression = `(${work})(...${JSON.stringify(values)})`;
    const { result, exceptionDetails } = await this.call("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until a function in the page gives something true, and answers that. */
  async until(what, work, ...values) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const held = await this.run(work, ...values);
      if (held) return held;
      if (Date.now() > end) throw new Error(`in vain: ${what}\n${this.problems.join("\n")}`);
      await pause(20);
    }
  }

  /** Waits for an element. */
  there(selector) {
    return this.until(selector, (wanted) => document.querySelector(wanted) !== null, selector);
  }

  gone(selector) {
    return this.until(`no ${selector}`, (wanted) => document.querySelector(wanted) === null, selector);
  }

  text(selector) {
    return this.run((wanted) => document.querySelector(wanted)?.textContent, selector);
  }

  /** A click with the mouse in the middle of an element. */
  async click(selector, { button = "left", hold = 0 } = {}) {
    await this.there(selector);
    const { x, y } = await this.run((wanted) => {
      const element = document.querySelector(wanted);
      element.scrollIntoView({ block: "nearest" });
      const box = element.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    }, selector);
    const mouse = (type) => this.call("Input.dispatchMouseEvent", { type, x, y, button, clickCount: 1 });
    await mouse("mouseMoved");
    await mouse("mousePressed");
    if (hold) await pause(hold);
    await mouse("mouseReleased");
  }

  /** Presses a key, or several one after the other. */
  async press(...keys) {
    for (const name of keys) {
      const [key, shift] = name.startsWith("Shift+") ? [name.slice(6), 8] : [name, 0];
      const known = KEYS[key] ?? { text: key };
      await this.call("Input.dispatchKeyEvent", {
        type: known.text ? "keyDown" : "rawKeyDown",
        key,
        modifiers: shift,
        ...known,
      });
      await this.call("Input.dispatchKeyEvent", { type: "keyUp", key, modifiers: shift, code: known.code });
    }
  }

  /** Writes where the focus is. */
  write(text) {
    return this.call("Input.insertText", { text });
  }

  /** What has the focus: its tag, label and text. */
  focused() {
    return this.run(() => {
      const it = document.activeElement;
      const name = it.getAttribute("aria-label") ?? it.labels?.[0]?.textContent ?? it.textContent;
      return `${it.tagName.toLowerCase()} ${name}`.trim();
    });
  }

  /** Presses Tab until something has the focus whose name contains that. */
  async tabTo(name, key = "Tab") {
    const passed = [];
    for (let turn = 0; turn < 40; turn += 1) {
      await this.press(key);
      const at = await this.focused();
      if (at.includes(name)) return;
      passed.push(at);
    }
    throw new Error(`no ${key} leads to ${name}: ${passed.join(" → ")}`);
  }

  /** A picture of the page: WebP, or PNG for a file of that name. */
  async screenshot(file, { quality = 82 } = {}) {
    const format = file.endsWith(".png") ? { format: "png" } : { format: "webp", quality };
    const { data } = await this.call("Page.captureScreenshot", format);
    fs.writeFileSync(file, Buffer.from(data, "base64"));
  }

  close() {
    return this.#browser.call("Target.closeTarget", { targetId: this.#target });
  }
}

// Starts spectrum-sim for a test, and talks to its HTTP API.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));
const program = process.env.SPECTRUM_SIM ?? path.join(target, "debug", "spectrum-sim");

const mac = path.join(path.dirname(program), "spectrum-sim-mac");

export const PROJECT = { projectId: "proj-1", projectSecret: "secret-1" };

export class Simulator {
  #child;

  constructor(child, ready) {
    this.#child = child;
    this.ready = ready;
  }

  /** With `--local` a stand-in for a Mac. */
  static async start(...args) {
    const credentials = ["--project-id", PROJECT.projectId, "--project-secret", PROJECT.projectSecret];
    const child = spawn(
      args.includes("--local") ? mac : program,
      ["--json", "--exit-with-stdin", ...credentials, ...args],
      {
        stdio: ["pipe", "pipe", "inherit"],
      },
    );
    const lines = readline.createInterface({ input: child.stdout });
    const ended = once(child, "exit").then(() => {
      throw new Error(`${program} ended before it was ready`);
    });
    const [line] = await Promise.race([once(lines, "line"), ended]);
    ended.catch(() => undefined);
    return new Simulator(child, JSON.parse(line));
  }

  /** The settings that lead a client to this simulator. */
  get env() {
    return {
      SPECTRUM_CLOUD_URL: this.ready.cloud_url,
      SPECTRUM_IMESSAGE_ADDRESS: this.ready.imessage_address,
      SPECTRUM_IMESSAGE_LINE_ADDRESS: this.ready.imessage_address,
      SPECTRUM_CA_FILE: this.ready.ca_file,
    };
  }

  async #fetch(where, init) {
    const answer = await fetch(new URL(where, this.ready.page_url), init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${where}: ${answer.status} ${text}`);
    return text;
  }

  async get(where) {
    return JSON.parse(await this.#fetch(where));
  }

  async post(where, body = {}) {
    const headers = { "content-type": "application/json" };
    return JSON.parse((await this.#fetch(where, { method: "POST", headers, body: JSON.stringify(body) })) || "null");
  }

  /** The transcript as the simulator writes it. */
  transcript() {
    return this.#fetch("/api/transcript");
  }

  async calls(method) {
    const { entries } = await this.get("/api/transcript");
    return entries.filter((entry) => method === undefined || entry.method === method);
  }

  /** Waits until the transcript has a call that fits. */
  waitFor(query) {
    return this.get(`/api/transcript/wait?${new URLSearchParams({ timeout: "10", ...query })}`);
  }

  /** Waits until a person saw something. */
  sees(query) {
    return this.get(`/api/wait?${new URLSearchParams(query)}`);
  }

  /** Waits until a live stream of messages is open. */
  listening() {
    return this.get("/api/listening?timeout=10");
  }

  /** Somebody writes a text. */
  text(person, text, more = {}) {
    return this.post(`/api/people/${person}/text`, { text, ...more });
  }

  async stop() {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await exit;
  }
}

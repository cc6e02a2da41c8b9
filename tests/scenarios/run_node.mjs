// Runs the scenarios through the npm package. The format is in README.md.
//
// usage: node run_node.mjs [SCENARIO...]
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import * as core from "../../bindings-node/dist/index.mjs";
import * as provider from "../../bindings-node/dist/providers/imessage/index.mjs";
import { PROJECT, Simulator } from "../../bindings-node/test/simulator.mjs";
import { Answer, covers, expected, invoke, resolve, shown, typed } from "./calls_node.mjs";

const { imessage } = provider;
const here = path.dirname(fileURLToPath(import.meta.url));
const PATIENCE = 10_000;

class Wrong extends Error {}

function check(wanted, actual, what) {
  if (JSON.stringify(wanted ?? null) !== JSON.stringify(actual ?? null)) {
    throw new Wrong(`${what} is ${JSON.stringify(actual)}, expected ${JSON.stringify(wanted)}`);
  }
}

/** Fails loudly instead of waiting for ever. */
function patiently(promise, what) {
  const late = pause(PATIENCE, undefined, { ref: false }).then(() => {
    throw new Wrong(`${what} took longer than ${PATIENCE / 1000} s`);
  });
  return Promise.race([promise, late]);
}

/** The arguments of a file: where its bytes come from, and the options. */
function file(description) {
  if (description === "clear") return ["clear", {}];
  const { path: name, base64, ...options } = description;
  return [name ?? Buffer.from(base64, "base64"), options];
}

async function* pieces(list) {
  yield* list;
}

/** Received messages, in order, for whoever asks next. */
class Inbox {
  #messages = [];
  #waiting = [];

  put(message) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(message);
    else this.#messages.push(message);
  }

  take() {
    if (this.#messages.length > 0) return Promise.resolve(this.#messages.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** Counts what becomes of messages, and tells when it is enough. */
class Jobs {
  succeeded = 0;
  dead = 0;

  constructor(take) {
    this.enough = new Promise((resolve) => {
      this.count = (name) => {
        this[name] += 1;
        if (this.succeeded + this.dead === take) resolve();
      };
    });
  }
}

class Run {
  app;
  stored = new Map();
  #inbox = new Inbox();
  #events = new Inbox();
  /** What goes on in the background of this application. */
  #background = [];
  #folder;

  constructor(simulator) {
    this.simulator = simulator;
  }

  async steps(steps) {
    for (const [index, step] of steps.entries()) {
      try {
        await this.step(step);
      } catch (error) {
        throw new Wrong(`step ${index} ${JSON.stringify(step)}\n    ${error.message}`, { cause: error });
      }
    }
  }

  async step(step) {
    let result;
    try {
      result = await this[`do_${step.do}`](step);
    } catch (error) {
      if (!step.error || !(error instanceof core.SpectrumError)) throw error;
      this.checkError(step.error, error);
      return;
    }
    if (step.error) throw new Wrong(`it succeeded, expected ${JSON.stringify(step.error)}`);
    if ("expect" in step) this.checkResult(step.expect, result);
    const [first] = result instanceof Answer ? [result.value] : [result].flat();
    if (step.as) this.stored.set(step.as, first);
  }

  async do_connect({ environment = {}, ...how }) {
    const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
    Object.assign(process.env, environment);
    try {
      await this.connect(how);
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  }

  async connect({ secret = PROJECT.projectSecret, local, clients, store, ack, flattenGroups }) {
    const options = { logLevel: "silent", flattenGroups };
    const more = { options, ack, store: store && path.join(this.folder(), store) };
    if (local) {
      const { database, osascript } = this.simulator.ready;
      const provider = imessage.config({ local, database, osascript });
      this.app = await core.Spectrum({ ...more, providers: [provider] });
    } else if (clients) {
      const address = this.simulator.ready.imessage_address;
      const lines = clients.map((client) => ({ address, ...client }));
      this.app = await core.Spectrum({ ...more, providers: [imessage.config({ clients: lines })] });
    } else {
      const { projectId } = PROJECT;
      this.app = await core.Spectrum({ ...more, projectId, projectSecret: secret, providers: [imessage.config()] });
    }
  }

  async do_control(step) {
    await this.simulator.post(step.path, step.body);
  }

  async do_wait({ method, count = 1 }) {
    let after = 0;
    for (let seen = 0; seen < count; seen += 1) {
      const call = await this.simulator.waitFor({ method, after });
      after = call.n;
    }
  }

  async do_listen() {
    const inbox = (this.#inbox = new Inbox());
    this.background(async () => {
      for await (const [, message] of this.app.messages) inbox.put(message);
    });
  }

  async do_ack({ message }) {
    this.message(message).ack();
  }

  async do_watch() {
    const events = (this.#events = new Inbox());
    this.background(async () => {
      for await (const event of this.app.events) events.put(event);
    });
  }

  async do_event({ expect }) {
    const next = async () => {
      for (;;) {
        const event = await this.#events.take();
        if (event.type !== expect.type) continue;
        const { space, ...fields } = event;
        return new Answer(space ? { ...fields, chat: space.id } : fields);
      }
    };
    return patiently(next(), `the event ${expect.type}`);
  }

  async do_health({ expect }) {
    const wanted = expected(expect, this.stored);
    const end = Date.now() + PATIENCE;
    for (;;) {
      const health = new Answer(this.app.health());
      if (covers(health.value, wanted) || Date.now() > end) return health;
      await pause(20);
    }
  }

  async do_handle({ fail = 0, take = 1, concurrency = 4, attempts = 3 }) {
    const jobs = new Jobs(take);
    let left = fail;
    const handler = async (space, { content }) => {
      if (left > 0) {
        left -= 1;
        throw new core.SpectrumError("on purpose");
      }
      if (content.type === "text") await space.send(`re: ${content.text}`);
      jobs.count("succeeded");
    };
    const deadLetter = () => jobs.count("dead");
    const options = { concurrency, attempts, backoff: 20, maxBackoff: 20, deadLetter };
    const handling = this.background(() => this.app.handle(handler, options));
    await patiently(Promise.race([jobs.enough, handling]), "the handling");
    const { succeeded, dead } = jobs;
    return new Answer({ succeeded, dead });
  }

  /** A folder for the files of this run. */
  folder() {
    return (this.#folder ??= fs.mkdtempSync(path.join(os.tmpdir(), "spectrum-scenario-")));
  }

  do_receive() {
    return patiently(this.#inbox.take(), "a message");
  }

  do_create({ users, phone }) {
    return imessage(this.app).space.create(users, { phone });
  }

  do_get({ id, phone }) {
    return imessage(this.app).space.get(id, { phone });
  }

  do_user({ id }) {
    return imessage(this.app).user(id);
  }

  do_send(step) {
    return this.space(step.space).send(...this.contents(step.content));
  }

  do_reply(step) {
    return this.message(step.to).reply(...this.contents(step.content));
  }

  do_react(step) {
    return this.message(step.to).react(step.reaction);
  }

  do_background(step) {
    return imessage(this.space(step.space)).background(...file(step.background));
  }

  do_typing({ space, state }) {
    return state === "stop" ? this.space(space).stopTyping() : this.space(space).startTyping();
  }

  do_responding({ space, steps }) {
    return this.space(space).responding(() => this.steps(steps));
  }

  do_message({ space, id }) {
    return this.space(space).getMessage(id.startsWith("@") ? this.stored.get(id.slice(1)).id : id);
  }

  do_edit({ message, content }) {
    return this.message(message).edit(...this.contents(content));
  }

  do_unsend({ message }) {
    return this.message(message).unsend();
  }

  do_read({ message }) {
    return this.message(message).read();
  }

  do_rename({ space, name }) {
    return this.space(space).rename(name);
  }

  do_avatar({ space, avatar }) {
    return this.space(space).avatar(...file(avatar));
  }

  do_add({ space, users }) {
    return this.space(space).add(users);
  }

  do_remove({ space, users }) {
    return this.space(space).remove(users);
  }

  do_leave({ space }) {
    return this.space(space).leave();
  }

  do_shareContactCard({ space }) {
    return imessage(this.space(space)).shareContactCard();
  }

  async do_members({ space }) {
    return { value: (await this.space(space).getMembers()).map(({ id }) => id) };
  }

  async do_displayName({ space }) {
    return { value: await this.space(space).getDisplayName() };
  }

  async do_getAvatar({ space }) {
    const avatar = await this.space(space).getAvatar();
    return { value: avatar && { mimeType: avatar.mimeType, size: avatar.data.length } };
  }

  async do_attachment({ id, phone, expect }) {
    const found = await imessage(this.app).getAttachment(id, phone);
    if (!found) return { value: undefined };
    const { name, mimeType, size } = found;
    const fields = { name, mimeType, size };
    if (expect && "read" in expect) fields.read = (await found.read()).length;
    return { value: Object.fromEntries(Object.keys(expect ?? {}).map((field) => [field, fields[field]])) };
  }

  async do_call(step) {
    return new Answer(await invoke(this.line(step), step.operation, resolve(step.arguments, this.stored)));
  }

  async do_open(step) {
    const stream = invoke(this.line(step), step.operation, resolve(step.arguments, this.stored));
    await stream.open();
    await this.steps(step.steps ?? []);
    const elements = [];
    const read = async () => {
      for await (const element of stream) {
        elements.push(element);
        if (elements.length === (step.take ?? 1)) break;
      }
    };
    await patiently(read(), "an element");
    return new Answer(elements);
  }

  async do_upload(step) {
    const [input, options] = file(step.attachment);
    const [companion] = step.companion ? file(step.companion) : [];
    return new Answer(await this.line(step).attachments.upload(core.attachment(input, { ...options, companion })));
  }

  async do_history({ space, phone, filter }) {
    const options = typed(resolve(filter, this.stored));
    const page = await (space
      ? imessage(this.space(space)).history(options)
      : imessage(this.app).recent({ phone, ...options }));
    return new Answer({ ...page, messages: page.messages.map(shown) });
  }

  async do_lookUpUser({ id, phone }) {
    return new Answer(await imessage(this.app).user(id, { lookup: true, phone }));
  }

  async do_stop() {
    await this.app.stop();
    await patiently(Promise.all(this.#background.splice(0)), "the end");
  }

  /** Goes on until the application stops; a failure is told there. */
  background(work) {
    const running = work();
    running.catch(() => undefined);
    this.#background.push(running);
    return running;
  }

  line({ phone }) {
    return imessage(this.app).line(phone);
  }

  /** A stored message, or a part of a stored group. */
  message(name) {
    const [, of, part] = /^([^[]*)(?:\[(\d+)\])?$/.exec(name);
    const found = this.stored.get(of);
    return part === undefined ? found : found.content.items[Number(part)];
  }

  space(name) {
    const [of, part] = name.split(".");
    const found = this.stored.get(of);
    return part === "space" ? found.space : found;
  }

  contents(list) {
    return list.map((one) => this.content(one));
  }

  content(one) {
    if ("effect" in one) return provider.effect(this.content(one.content), imessage.effect.message[one.effect]);
    if ("effectValue" in one) return provider.effect(this.content(one.content), one.effectValue);
    if ("text" in one) return one.text;
    if ("markdown" in one) return core.markdown(one.markdown);
    if ("custom" in one) return core.custom(one.custom);
    if ("typing" in one) return core.typing(one.typing);
    if ("attachment" in one) return core.attachment(...file(one.attachment));
    if ("group" in one) return core.group(...this.contents(one.group));
    if ("voice" in one) return core.voice(...file(one.voice));
    if ("vcard" in one) return core.contact(one.vcard);
    if ("richlink" in one) return core.richlink(one.richlink);
    if ("poll" in one) return core.poll(one.poll, one.options);
    if ("stream" in one) return core.text(pieces(one.stream));
    if ("markdownStream" in one) return core.markdown(pieces(one.markdownStream));
    if ("app" in one) return core.app(one.app);
    if ("miniApp" in one) return provider.customizedMiniApp(one.miniApp);
    if ("contactCard" in one) return provider.nativeContactCard();
    if ("background" in one) return provider.background(...file(one.background));
    if ("reaction" in one) return core.reaction(one.reaction, this.message(one.target));
    if ("reply" in one) return core.reply(this.content(one.reply), this.message(one.target));
    throw new Wrong(`unknown content ${JSON.stringify(one)}`);
  }

  checkError(wanted, error) {
    if (wanted.class !== undefined) {
      check(wanted.class, error.name, "the class of the error");
      if (!(error instanceof core[wanted.class])) throw new Wrong(`it is no instance of ${wanted.class}`);
    }
    if (wanted.code !== undefined) check(wanted.code, error.code, "the code of the error");
    const text = `${error.message} ${error.stack} ${JSON.stringify(error)}`;
    if (wanted.message !== undefined && !error.message.includes(wanted.message)) {
      throw new Wrong(`the error does not say "${wanted.message}": ${error.message}`);
    }
    if (wanted.absent !== undefined && text.includes(wanted.absent))
      throw new Wrong(`the error shows ${wanted.absent}`);
  }

  checkResult(expect, result) {
    if (result instanceof Answer) {
      const wanted = expected(expect, this.stored);
      if (!covers(result.value, wanted)) {
        throw new Wrong(`the answer is ${JSON.stringify(result.value)}, expected ${JSON.stringify(wanted)}`);
      }
      return;
    }
    // A look-up, whose result is compared as a whole.
    if (result && "value" in result) {
      check(expect, result.value, "the result");
      return;
    }
    if (expect === null) {
      check(undefined, result, "the result");
      return;
    }
    if (Array.isArray(expect)) {
      check(expect.length, result?.length, "the number of results");
      expect.forEach((one, index) => this.checkResult(one, result[index]));
      return;
    }
    if (!result) throw new Wrong("there is no result");
    for (const [field, wanted] of Object.entries(expect)) this.checkField(field, wanted, result);
  }

  checkField(field, wanted, result) {
    const { content } = result;
    const fields = {
      id: () => result.id,
      type: () => (content ?? result).type,
      text: () => content.text,
      emoji: () => content.emoji,
      tapback: () => content.tapback,
      sender: () => result.sender?.id,
      direction: () => result.direction,
      platform: () => result.platform,
      phone: () => (content ? result.space : result).phone,
      spaceType: () => result.space.type,
      target: () => content.target.id,
      items: () => content.items.map((item) => item.content.type),
      redelivered: () => result.redelivered,
      caption: () => content.layout.caption,
    };
    if (!fields[field]) throw new Wrong(`unknown field ${field}`);
    check(field === "target" ? this.message(wanted).id : wanted, fields[field](), field);
  }

  async end() {
    if (this.app) await this.do_stop();
    if (this.#folder) fs.rmSync(this.#folder, { recursive: true });
  }
}

async function runScenario(name) {
  const scenario = JSON.parse(fs.readFileSync(path.join(here, `${name}.json`), "utf8"));
  const simulator = await Simulator.start(...scenario.simulator);
  Object.assign(process.env, simulator.env);
  const run = new Run(simulator);
  try {
    try {
      await run.steps(scenario.steps);
    } finally {
      await run.end();
    }
    const transcripts = process.env.SPECTRUM_TRANSCRIPTS;
    if (transcripts) {
      const folder = path.join(transcripts, "node");
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, `${name}.json`), await simulator.transcript());
    }
  } finally {
    await simulator.stop();
  }
}

const all = fs.readdirSync(here).filter((name) => name.endsWith(".json"));
const names = process.argv.length > 2 ? process.argv.slice(2) : all.map((name) => name.slice(0, -5)).sort();
process.chdir(here);
let failed = 0;
for (const name of names) {
  try {
    await runScenario(name);
    console.log(`scenario ${name}: passed`);
  } catch (error) {
    failed += 1;
    console.log(`scenario ${name}: FAILED\n  ${error.message}\n  ${error.cause?.stack ?? error.stack}`);
  }
}
console.log(`${names.length - failed} scenarios passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

// The page of the simulator in a real browser: what is checked is what is there, not how it is painted.
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { attachment, contact, markdown, poll, richlink, voice } from "../../bindings-node/dist/index.mjs";
import { background, customizedMiniApp, effect, imessage } from "../../bindings-node/dist/providers/imessage/index.mjs";
import { agent, ALICE, begin, BOB, EFFECTS, LINE, opened, say, Simulator } from "./agent.mjs";
import { Browser } from "./browser.mjs";
import { evening, png, wav } from "./pictures.mjs";

const CARD = { appName: "Sample", extensionBundleId: "com.example.app.ext", teamId: "ABCDE12345" };
const JPEG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");
const SCREEN = ["confetti", "fireworks", "balloons", "heart", "lasers", "celebration", "sparkles", "spotlight", "echo"];

let browser;
before(async () => (browser = await Browser.start()));
after(() => browser.stop());

/** The texts of the bubbles of one side. */
const bubbles = (page, side) =>
  page.run((wanted) => [...document.querySelectorAll(`article.${wanted} .bubble`)].map((one) => one.textContent), side);

/** Becomes somebody else. */
const become = (page, person) =>
  page.run((one) => {
    const me = document.getElementById("me");
    me.value = one;
    me.dispatchEvent(new Event("change"));
  }, person);

test("a text from the page is answered with every effect and a background", async (t) => {
  const { simulator, page } = await opened(t, browser);
  await agent(t, simulator, async (space, message) => {
    await message.react(imessage.tapbacks.love);
    await message.reply(`an answer to ${message.content.text}`);
    await space.send(background(evening(240, 320), { name: "evening.png", mimeType: "image/png" }));
    for (const name of EFFECTS) await space.send(effect(`this is ${name}`, imessage.effect.message[name]));
  });
  // What the stage shows comes and goes: it is noted as it comes.
  await page.run(() => {
    globalThis.played = [];
    globalThis.drawn = new Set();
    new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const scene of addedNodes)
          globalThis.played.push(
            `${scene.dataset.effect} ${scene.children.length > 0 || getComputedStyle(scene).backgroundImage !== "none"}`,
          );
      }
    }).observe(document.querySelector(".stage"), { childList: true });
    new MutationObserver(() => {
      const playing = document.querySelector("article.playing");
      if (playing)
        globalThis.drawn.add(
          `${playing.dataset.effect} ${getComputedStyle(playing.querySelector(".stack")).animationName}`,
        );
    }).observe(document.querySelector(".log"), { subtree: true, attributeFilter: ["class"] });
  });
  await begin(page, "hello agent");
  await page.there('[data-effect="echo"] .bubble');

  assert.equal(EFFECTS.length, 13);
  for (const name of EFFECTS) {
    await page.there(`article.theirs.with-${name}[data-effect="${name}"] .replay[data-effect="${name}"]`);
  }
  assert.equal(await page.text("article.own .reaction[data-tapback=love]"), "❤️");
  assert.equal(await page.text("article.theirs .quoted"), "hello agent");
  assert.ok((await bubbles(page, "theirs")).includes("an answer to hello agent"));

  await page.until("every effect was played", (count) => globalThis.played.length >= count, SCREEN.length);
  assert.deepEqual((await page.run(() => globalThis.played)).sort(), SCREEN.map((name) => `${name} true`).sort());
  const drawn = await page.run(() => [...globalThis.drawn]);
  for (const name of ["slam", "loud", "gentle"]) assert.ok(drawn.includes(`${name} ${name}`), `${name}: ${drawn}`);
  const ink = () => page.run(() => getComputedStyle(document.querySelector(".with-invisible .ink")).color);
  assert.equal(await ink(), "rgba(0, 0, 0, 0)");
  await page.click(".with-invisible .ink");
  await page.until(
    "the ink is wiped away",
    () => getComputedStyle(document.querySelector(".with-invisible .ink")).color !== "rgba(0, 0, 0, 0)",
  );

  const image = await page.run(() => getComputedStyle(document.getElementById("conversation")).backgroundImage);
  const [, url] = /^url\("([^"]+)"\)$/.exec(image) ?? assert.fail(image);
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  assert.ok(bytes.equals(evening(240, 320)), "the computed background is the picture that was set");
  assert.match(await page.text('[data-note="background_set"]'), /The agent changed the background/);

  // Once more, by its button.
  const before = await page.run(() => globalThis.played.length);
  await page.click(".replay[data-effect=confetti]");
  await page.until("confetti again", (count) => globalThis.played.length > count, before);
  await page.until("the canvas is painted", () => {
    const canvas = document.querySelector(".screen-effect.confetti canvas");
    return canvas
      ?.getContext("2d")
      .getImageData(0, 0, canvas.width, canvas.height)
      .data.some((value) => value > 0);
  });
  assert.deepEqual(page.problems, []);
});

test("HTML in a text is shown as text, and other places have no way in", async (t) => {
  const { simulator, page } = await opened(t, browser);
  const html = `<img src=x onerror="globalThis.broken = true"><script>globalThis.broken = true</script><b>bold</b> &amp;`;
  await agent(t, simulator, async (space, message) => {
    await space.send(message.content.text);
    await space.send(attachment(Buffer.from(html), { name: "<b>page<b>.html", mimeType: "text/html" }));
    await space.send(poll(html, [html, "b"]));
    // The service takes no other addresses.
    const code = customizedMiniApp({ ...CARD, url: "javascript:globalThis.broken=true", layout: { caption: html } });
    await assert.rejects(space.send(code), { name: "ValidationError" });
    await space.send(customizedMiniApp({ ...CARD, url: `https://example.com/?${html}`, layout: { caption: html } }));
  });
  await begin(page, html);
  await page.there(".card");
  assert.deepEqual(await bubbles(page, "own"), [html]);
  assert.ok((await bubbles(page, "theirs")).includes(html));
  assert.equal(await page.text(".poll .question"), html);
  assert.equal(await page.text(".file .name"), "<b>page<b>.html");
  const group = await simulator.post("/api/groups", { members: [ALICE, BOB], name: html });
  await page.until("the group is there", () => document.querySelectorAll("#list .row").length === 2);
  assert.ok(
    (await page.run(() => [...document.querySelectorAll("#list .name")].map((one) => one.textContent))).includes(html),
  );
  const strange = await page.run(() => ({
    broken: globalThis.broken,
    elements: document.querySelectorAll(".log script, .log b, #list b, .log img[src=x]").length,
    leads: [...document.querySelectorAll(".log a")].filter((one) => one.protocol === "javascript:").length,
  }));
  assert.deepEqual(strange, { elements: 0, leads: 0 });
  assert.ok(group.chat);

  // The file is HTML, and a browser that opens it neither shows nor runs it.
  const file = await page.run(() => document.querySelector(".file").href);
  const { headers } = await fetch(file);
  assert.equal(headers.get("content-disposition"), "attachment");
  assert.match(headers.get("content-security-policy"), /sandbox/);

  // No inline script, nothing from elsewhere.
  const policy = (await fetch(simulator.ready.page_url)).headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'; script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  const refused = await page.run(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.broken = true";
    document.head.append(script);
    return globalThis.broken;
  });
  assert.equal(refused, undefined);
});

test("requests from other origins are refused, and do nothing", async (t) => {
  const { simulator } = await opened(t, browser);
  const other = await browser.page();
  t.after(() => other.close().catch(() => undefined));
  // A page of another origin: another port of this machine.
  await other.call("Page.navigate", { url: simulator.ready.cloud_url });
  await other.until("it is there", (url) => location.href.startsWith(url), simulator.ready.cloud_url);
  const tried = await other.run(
    async (url, person) => {
      const body = JSON.stringify({ text: "from elsewhere" });
      const send = (mode) =>
        fetch(`${url}/api/people/${encodeURIComponent(person)}/text`, { method: "POST", mode, body });
      const outcomes = [];
      for (const mode of ["cors", "no-cors"]) {
        outcomes.push(
          await send(mode).then(
            (answer) => `${mode} ${answer.type} ${answer.status}`,
            () => `${mode} failed`,
          ),
        );
      }
      outcomes.push(
        await new Promise((resolve) => {
          const image = new Image();
          image.onload = () => resolve("seen");
          image.onerror = () => resolve("unseen");
          image.src = `${url}/page/icon.svg`;
        }),
      );
      return outcomes;
    },
    simulator.ready.page_url,
    ALICE,
  );
  assert.deepEqual(tried, ["cors failed", "no-cors failed", "unseen"]);
  assert.deepEqual((await simulator.get("/api/conversations")).conversations, []);
  const rebound = await rawGet(simulator.ready.page_url, { host: "evil.example" });
  assert.match(rebound, /^HTTP\/1.1 403 /);
});

/** fetch does not let one choose the host. */
async function rawGet(url, headers) {
  const { port } = new URL(url);
  const socket = net.connect(Number(port), "127.0.0.1");
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /api/state HTTP/1.1\r\n${lines.join("")}connection: close\r\n\r\n`);
  let text = "";
  for await (const piece of socket) text += piece;
  return text;
}

test("everything can be done by keyboard", async (t) => {
  const { simulator, page } = await opened(t, browser);
  await agent(t, simulator, async (space, message) => {
    if (message.content.text === "poll") await space.send(poll("Where?", ["Sea", "Mountains"]));
    else await space.send(effect(`heard ${message.content.text}`, imessage.effect.message.confetti));
  });
  // A new conversation, and a text.
  await page.tabTo("New conversation");
  await page.press("Enter");
  await page.there("dialog[open]");
  await page.tabTo("Begin");
  await page.press("Enter");
  await page.gone("dialog");
  await page.until("one can write", () => document.activeElement.id === "write");
  await page.write("by hand");
  await page.press("Enter");
  await page.there("article.theirs.with-confetti");
  // Up to the answer, a tapback from its menu, and back to it.
  await page.press("ArrowUp");
  assert.match(await page.focused(), /^article Agent: heard by hand, sent with Confetti/);
  const ring = await page.run(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(ring, "solid", "the focus is seen");
  await page.press("Enter");
  await page.there("[role=menu]");
  assert.equal(await page.focused(), "button love");
  await page.press("ArrowRight", "Enter");
  await page.gone("[role=menu]");
  await page.there("article.theirs .reaction[data-tapback=like]");
  assert.match(await page.focused(), /^article Agent: heard by hand/);
  // A reply from the keyboard.
  await page.press("r");
  await page.until("one writes a reply", () => document.activeElement.id === "write");
  await page.write("indeed");
  await page.press("Enter");
  await page.there("article.own .quoted");
  // Edit, and take back, the own message.
  await page.press("ArrowUp", "Home");
  assert.match(await page.focused(), /^article You: by hand/);
  await page.press("Enter", "End", "ArrowUp", "Enter");
  await page.until("one edits", () => document.getElementById("write").value === "by hand");
  await page.write(", and edited");
  await page.press("Enter");
  await page.there("article.own .edited");
  await page.press("ArrowUp", "Home", "Enter", "End", "Enter");
  await page.there("article.unsent");
  // A poll is voted in.
  await page.run(() => document.getElementById("write").focus());
  await page.write("poll");
  await page.press("Enter");
  await page.there(".poll");
  await page.press("ArrowUp");
  await page.tabTo("Mountains");
  await page.press(" ");
  await page.there(".poll .option[aria-pressed=true]");
  // The calls, and a fault.
  await page.tabTo("Calls and faults", "Shift+Tab");
  await page.press("Enter");
  await page.there("#calls:not([hidden]) .row");
  await page.tabTo("Exceed the quota");
  await page.press(" ");
  await page.there("[data-fault=quota][data-on=true]");
  assert.equal((await simulator.get("/api/state")).quotas.daily_limit, 0);
  await page.tabTo("Failures only");
  await page.press("Tab", "Home", "Enter");
  await page.until("the detail of a call", () =>
    document.querySelector("dialog pre")?.textContent.includes('"request"'),
  );
  await page.press("Escape");
  await page.gone("dialog");
  assert.deepEqual(page.problems, []);
});

test("screen readers get roles, names and what is new", async (t) => {
  const { simulator, page } = await opened(t, browser);
  await begin(page, "hello");
  await simulator.post(`/api/people/${ALICE}/typing`, { on: true });
  const { nodes } = await page.call("Accessibility.getFullAXTree", {});
  const role = (wanted) =>
    nodes.filter((node) => !node.ignored && node.role?.value === wanted).map((node) => node.name?.value ?? "");
  assert.deepEqual(role("log"), ["Messages"]);
  assert.deepEqual(role("listbox"), ["Conversations"]);
  assert.equal(role("option").filter((name) => name.startsWith("Agent, hello")).length, 1);
  assert.equal(role("article").filter((name) => name.startsWith("You: hello")).length, 1);
  assert.deepEqual(role("textbox"), ["Message"]);
  assert.deepEqual(role("main").concat(role("navigation")), ["Conversation", "Conversations"]);
  assert.equal(role("button").filter((name) => name === "").length, 0, "every button has a name");
  const live = await page.run(() => document.querySelector(".log").getAttribute("aria-live"));
  assert.equal(live, "polite");
});

test("light and dark follow the system, and can be chosen; on a phone one pane is seen", async (t) => {
  const { page } = await opened(t, browser, { media: { "prefers-color-scheme": "dark" } });
  const colours = () =>
    page.run(() => {
      const style = getComputedStyle(document.body);
      return `${document.documentElement.dataset.theme} ${style.backgroundColor} ${style.color}`;
    });
  assert.equal(await colours(), "dark rgb(0, 0, 0) rgb(255, 255, 255)");
  await page.media({ "prefers-color-scheme": "light" });
  await page.until("light", () => document.documentElement.dataset.theme === "light");
  assert.equal(await colours(), "light rgb(255, 255, 255) rgb(0, 0, 0)");
  await page.click(".theme");
  assert.equal(await colours(), "dark rgb(0, 0, 0) rgb(255, 255, 255)");
  await page.click(".theme");
  assert.equal(await colours(), "light rgb(255, 255, 255) rgb(0, 0, 0)");

  await page.size(390, 780);
  const seen = () =>
    page.run(() => ["list", "conversation"].filter((id) => document.getElementById(id).getClientRects().length > 0));
  assert.deepEqual(await seen(), ["list"]);
  await begin(page, "from a phone");
  assert.deepEqual(await seen(), ["conversation"]);
  const wide = await page.run(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `nothing sticks out: ${wide}`);
  await page.click(".back");
  assert.deepEqual(await seen(), ["list"]);
});

test("with reduced motion nothing moves", async (t) => {
  const { simulator, page } = await opened(t, browser, { media: { "prefers-reduced-motion": "reduce" } });
  await agent(t, simulator, (space) => space.send(effect("calm", imessage.effect.message.fireworks)));
  await begin(page, "hello");
  await page.there(".screen-effect.still");
  const scene = await page.run(() => ({
    text: document.querySelector(".screen-effect").textContent,
    canvas: document.querySelectorAll(".stage canvas").length,
    animation: getComputedStyle(document.querySelector(".screen-effect")).animationName,
  }));
  assert.deepEqual(scene, { text: "Fireworks", canvas: 0, animation: "none" });
});

test("contents of every kind are shown, and change in their place", async (t) => {
  const { simulator, page } = await opened(t, browser);
  let card;
  await agent(t, simulator, async (space, message) => {
    if (message.content.text === "update") {
      await card.edit(customizedMiniApp({ ...CARD, url: "https://example.com/2", layout: { caption: "Second" } }));
      return;
    }
    await space.startTyping();
    await space.send(markdown("**bold** text"));
    await space.send(
      attachment(
        png(20, 10, () => [200, 10, 10]),
        { name: "red.png" },
      ),
    );
    await space.send(attachment(Buffer.from("notes"), { name: "notes.txt" }));
    await space.send(voice(wav(20), { name: "tone.wav", mimeType: "audio/wav" }));
    await space.send(contact({ name: { first: "Ada", last: "Lovelace" }, phones: [{ value: "+15550100" }] }));
    await space.send(richlink("https://example.com/a/page"));
    card = await space.send(
      customizedMiniApp({
        ...CARD,
        url: "https://example.com/1",
        layout: { caption: "First", image: new Uint8Array(JPEG), imageTitle: "Picture" },
      }),
    );
    await space.startTyping();
  });
  await begin(page, "show");
  await page.there(".card");
  await page.there(".typing[data-from=agent]");
  assert.equal(await page.text(".bubble strong"), "bold");
  assert.equal(await page.run(() => document.querySelector(".picture img").naturalWidth), 20);
  assert.match(await page.text(".file"), /notes\.txt/);
  await page.until("the length of the sound", () => document.querySelector(".audio .time").textContent === "0:20");
  await page.click(".audio .play");
  await page.until("it plays", () => document.querySelector("audio").currentTime > 0);
  // To another place in the sound, as a player does that asks for pieces.
  await page.run(() => {
    const place = document.querySelector(".audio .place");
    place.value = "500";
    place.dispatchEvent(new Event("input"));
  });
  await page.until("it plays from there", () => document.querySelector("audio").currentTime >= 9.9);
  // A tapback draws the message anew, and the sound goes on.
  const sound = await page.run(() => document.querySelector(".audio").closest("article").dataset.guid);
  await simulator.post(`/api/people/${ALICE}/react`, { message_guid: sound, reaction: "love" });
  await page.there(`[data-guid="${sound}"] .reaction`);
  assert.deepEqual(
    await page.run(() => [...document.querySelectorAll("audio")].map((one) => [one.paused, one.currentTime >= 9.9])),
    [[false, true]],
  );
  await page.until("the contact", () => document.querySelector(".contact .name")?.textContent === "Ada Lovelace");
  assert.match(await page.text(".link-card"), /example\.com/);
  assert.equal(await page.text(".card .caption strong"), "First");
  const image = await page.run(() => document.querySelector(".card .image").src);
  assert.ok(Buffer.from(await (await fetch(image)).arrayBuffer()).equals(JPEG));
  await page.click("#write");
  await page.write("upd");
  await page.until("others see the dots", async () => {
    const { conversations } = await (await fetch("/api/conversations")).json();
    return conversations[0].people_typing.length === 1;
  });
  await page.run(() => (document.getElementById("write").value = ""));
  await say(page, "update");
  await page.until("the card changed", () => document.querySelector(".card .caption strong").textContent === "Second");
  assert.equal(await page.run(() => document.querySelectorAll(".card").length), 1);
  // Read by the person, since the conversation is open.
  await simulator.waitFor({ method: "UpdateCustomizedMiniAppMessage" });
  assert.equal(await page.text("article.own .mark"), "Delivered");
  assert.deepEqual(page.problems, []);
});

test("groups, several people, pictures and files from the page", async (t) => {
  const { simulator, page } = await opened(t, browser, { args: ["--dedicated", LINE] });
  await page.click(".begin button");
  await page.click("dialog input[list]");
  await page.write(BOB);
  await page.click("dialog .field:nth-of-type(3) input");
  await page.write("Trip");
  await page.click("dialog .primary");
  await page.gone("dialog");
  await say(page, "hello all");
  const [group] = (await simulator.get("/api/conversations")).conversations;
  assert.deepEqual([group.name, group.people, group.line], ["Trip", [ALICE, BOB], LINE]);
  await simulator.post(`/api/people/${BOB}/typing`, { chat: group.guid });
  await page.there(`.typing[data-from="${BOB}"]`);
  await simulator.post(`/api/people/${BOB}/text`, { chat: group.guid, text: "hi Alice" });
  await page.gone(".typing");
  assert.ok((await bubbles(page, "theirs")).includes("hi Alice"));

  // Renamed, somebody added and removed, in the details.
  await page.click("#conversation .title");
  await page.run(() => document.querySelector(".details input").select());
  await page.write("Journey");
  await page.click(".details .pair button");
  await page.until("the name", () =>
    document.querySelector("#conversation .title .name").textContent.startsWith("Journey"),
  );
  await page.click('.details input[placeholder="+15551230004"]');
  await page.write("+15551230004");
  await page.click('.details input[placeholder="+15551230004"]');
  await page.press("Tab", "Enter");
  await page.until("somebody came", () => document.querySelectorAll(".people li").length === 4);
  await page.click('.people button[aria-label="Remove +1 (555) 123-0004"]');
  await page.until("and went", () => document.querySelectorAll(".people li").length === 3);
  await page.click("dialog .round");
  await page.gone("dialog");
  const notes = await page.run(() => [...document.querySelectorAll(".note")].map((one) => one.dataset.note));
  assert.deepEqual(notes, ["renamed", "added", "removed"]);

  // Files, one of them too large.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "page-files-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const names = ["a.png", "b.txt", "huge.bin"].map((name) => path.join(folder, name));
  fs.writeFileSync(
    names[0],
    png(4, 4, () => [0, 200, 0]),
  );
  fs.writeFileSync(names[1], "text");
  fs.writeFileSync(names[2], Buffer.alloc(21 * 1024 * 1024));
  const { root } = await page.call("DOM.getDocument");
  const { nodeId } = await page.call("DOM.querySelector", {
    nodeId: root.nodeId,
    selector: ".composer input[type=file]",
  });
  await page.call("DOM.setFileInputFiles", { nodeId, files: names });
  await page.there(".own .file");
  await page.there(".own .picture img");
  await page.until("the large one is refused", () =>
    document.querySelector(".toast.problem")?.textContent.includes("huge.bin"),
  );

  // Bob sees the same from his side.
  await become(page, BOB);
  await page.until("Bob is asked", () => document.querySelectorAll("#list .row").length === 1);
  assert.deepEqual(await bubbles(page, "own"), ["hi Alice"]);
  // A long press, and a tapback.
  await page.click("article.theirs .bubble", { hold: 600 });
  await page.click("[role=menu] .tapback[aria-label=laugh]");
  await page.there("article.theirs .reaction[data-tapback=laugh]");
  assert.deepEqual(page.problems, []);
});

test("the calls are told without their texts, and faults reach the agent", async (t) => {
  const { simulator, page } = await opened(t, browser);
  await agent(t, simulator, (space, message) => space.send(`again: ${message.content.text}`));
  await begin(page, "a secret word");
  await page.there("article.theirs");
  await page.click("#toggle-calls");
  await page.there('#calls [data-method="SendTextMessage"]');
  const row = await page.text('#calls [data-method="SendTextMessage"]');
  assert.match(row, /SendTextMessage.*OK.*shared.*ms.*B ↑ \d+ B ↓/);
  assert.equal(await page.run(() => document.getElementById("calls").textContent.includes("secret word")), false);
  await page.click('#calls [data-method="SendTextMessage"]');
  await page.until("the text is in the detail", () =>
    document.querySelector("dialog pre")?.textContent.includes("again: a secret word"),
  );
  await page.press("Escape");

  const count = (method) =>
    page.run((wanted) => document.querySelectorAll(`#calls [data-method="${wanted}"]`).length, method);
  const streams = await count("SubscribeMessageEvents");
  await page.click("[data-fault=cut]");
  await page.until(
    "the agent comes back",
    (method, before) => document.querySelectorAll(`#calls [data-method="${method}"]`).length > before,
    "SubscribeMessageEvents",
    streams,
  );
  await simulator.listening();
  await page.click("[data-fault=expire]");
  await say(page, "once more");
  await page.until(
    "answered with a new token",
    () => [...document.querySelectorAll("article.theirs .bubble")].at(-1).textContent === "again: once more",
  );
  await page.there("#calls .row.failed");
  // What is refused is not lost.
  await simulator.post("/api/groups", { members: [ALICE, BOB], name: "Gone" });
  await page.until("the group", () => document.querySelectorAll("#list .row").length === 2);
  await page.run(() =>
    [...document.querySelectorAll("#list .row")].find((one) => one.textContent.includes("Gone")).click(),
  );
  const [, { guid: chat }] = (await simulator.get("/api/conversations")).conversations;
  await page.click("#write");
  await page.write("too late");
  await simulator.post(`/api/people/${ALICE}/leave`, { chat });
  await page.press("Enter");
  await page.there(".toast.problem");
  await page.until("it is there again", () => document.getElementById("write").value === "too late");

  await page.click("[data-fault=stall]");
  await page.there("[data-fault=stall][data-on=true]");
  await page.click("[data-fault=stall]");
  await page.there("[data-fault=stall][data-on=false]");
  await page.click("[data-fault=cursor]");
  await page.until(
    "the cursor is refused",
    () => document.querySelector('#calls [data-method="CatchUpEvents"].failed') !== null,
  );
});

test("a page that lost the simulator says so, and begins anew when it is back", async (t) => {
  const { simulator, page, stop } = await opened(t, browser);
  await begin(page, "hello");
  const { port } = new URL(simulator.ready.page_url);
  await stop();
  await page.there(".offline:not([hidden])");
  const second = await Simulator.start("--port", port);
  t.after(() => second.stop());
  await page.until(
    "it is back",
    () => document.querySelector(".offline").hidden && document.querySelectorAll("#list .row").length === 0,
  );
});

test("the person writes with an effect, and sees what was delivered and read", async (t) => {
  const { simulator, page } = await opened(t, browser);
  const heard = [];
  await agent(t, simulator, async (space, message) => {
    heard.push(message.content.text);
    await message.read();
    if (heard.length > 1) await space.send("seen");
  });
  await page.click(".begin button");
  await page.click("dialog .primary");
  await page.gone("dialog");
  await page.click("#write");
  await page.write("with a bang");
  await page.click(".plus");
  await page.click("dialog .choices button:nth-of-type(2)");
  await page.click("dialog [data-effect=fireworks]");
  await page.there("article.own.with-fireworks");
  await page.there(".screen-effect.fireworks canvas");
  const [{ messages }] = (await simulator.get("/api/conversations")).conversations;
  assert.deepEqual([messages[0].text, messages[0].effect], ["with a bang", "fireworks"]);
  await page.until("read", () => document.querySelector("article.own .mark")?.textContent.startsWith("Read "));
  await say(page, "and once more");
  await page.there("article.theirs");
  // The conversation is open and in view: the answer is read.
  const end = Date.now() + 10_000;
  for (;;) {
    const { entries } = await fetch(
      new URL(
        "/api/page/messages?" + new URLSearchParams({ chat: "any;-;" + ALICE, line: "shared", before: "9" }),
        simulator.ready.page_url,
      ),
    ).then(async (it) => ({ entries: (await it.json()).messages }));
    if (entries.at(-1).text === "seen" && entries.at(-1).read_at) break;
    assert.ok(Date.now() < end, JSON.stringify(entries));
  }
});

test("a long conversation comes in pieces, and the newest is in front", async (t) => {
  const { simulator, page } = await opened(t, browser);
  for (let n = 1; n <= 650; n += 1) await simulator.text(BOB, `message ${n}`);
  const { chat } = await simulator.post("/api/groups", { members: [ALICE, BOB], name: "Later" });
  await simulator.post(`/api/people/${ALICE}/text`, { chat, text: "the newest" });
  await become(page, BOB);
  await page.until("both are there", () => document.getElementById("list").textContent.includes("the newest"));
  const names = () => page.run(() => [...document.querySelectorAll("#list .name")].map((one) => one.textContent));
  assert.deepEqual(await names(), ["Later", "Agent"]);
  assert.equal(await page.run(() => document.querySelector("#list .row .dot").hidden), false, "it is not read yet");
  assert.match(await page.run(() => document.title), /^\(1\) Messages/);
  const count = () => page.run(() => document.querySelectorAll("article.own").length);
  await page.click("#list .row:nth-of-type(2)");
  assert.ok((await count()) <= 600, "a page keeps no more than it needs");
  assert.equal((await bubbles(page, "own")).at(-1), "message 650");
  // Anew, so that only the newest are sent.
  await page.open(simulator.ready.page_url);
  await page.until("both are there again", () => document.querySelectorAll("#list .row").length === 2);
  await page.click("#list .row:nth-of-type(2)");
  for (const more of [200, 400, 600, 650]) {
    await page.until(`${more} messages`, (wanted) => document.querySelectorAll("article.own").length === wanted, more);
    if (more < 650) await page.click(".older");
  }
  assert.deepEqual((await bubbles(page, "own")).slice(0, 2), ["message 1", "message 2"]);
  assert.equal(await page.run(() => document.querySelector(".older").hidden), true);
});

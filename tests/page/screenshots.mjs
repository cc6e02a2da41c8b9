// Makes the pictures of docs/simulator.md: `SPECTRUM_CHROMIUM=$(scripts/chromium.sh) node tests/page/screenshots.mjs`.
// Another folder, and `png`, may be given.
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { attachment, poll, voice } from "../../bindings-node/dist/index.mjs";
import { background, effect, imessage } from "../../bindings-node/dist/providers/imessage/index.mjs";
import { agent, ALICE, BOB, LINE, opened, say } from "./agent.mjs";
import { Browser } from "./browser.mjs";
import { evening, wav } from "./pictures.mjs";

const [folder = fileURLToPath(new URL("../../docs/", import.meta.url)), kind = "webp"] = process.argv.slice(2);
const NAMES = { [ALICE]: "Ada", [BOB]: "Grace" };

/** A conversation with a bit of everything, and a group beside it. */
async function scene(t, browser, look) {
  const { simulator, page } = await opened(t, browser, { args: ["--dedicated", LINE], ...look });
  await agent(t, simulator, async (space, message) => {
    if (message.content.text.startsWith("Who")) return;
    if (message.content.text.startsWith("Thanks")) {
      await space.send(effect("See you at the sea!", imessage.effect.message.confetti));
      return;
    }
    await message.react(imessage.tapbacks.love);
    await space.send(background(evening(), { name: "evening.png", mimeType: "image/png" }));
    await message.reply("Two ideas, and how it looked there yesterday:");
    await space.send(attachment(evening(360, 200), { name: "yesterday.png" }));
    await space.send(poll("Where shall we go?", ["To the sea", "To the mountains"]));
    await space.send(voice(wav(7), { name: "waves.wav", mimeType: "audio/wav" }));
  });
  await page.run((names) => localStorage.setItem("spectrum.people", JSON.stringify(names)), NAMES);
  await page.open(simulator.ready.page_url);
  const { chat } = await simulator.post("/api/groups", { members: [ALICE, BOB], name: "Weekend", line: LINE });
  await simulator.post(`/api/people/${BOB}/text`, { chat, text: "Who brings the tent?" });
  await simulator.post(`/api/people/${ALICE}/text`, { text: "Hi! Where could we go this weekend?" });
  await page.until("both conversations", () => document.querySelectorAll("#list .row").length === 2);
  await page.click("#list .row:first-of-type");
  await page.there(".poll");
  await page.there(".audio");
  await page.click(".poll .option");
  await page.there(".option[aria-pressed=true]");
  await say(page, "Thanks, the sea it is 🌊");
  await page.there(".with-confetti");
  await page.until("confetti falls", () => document.querySelector(".screen-effect.confetti canvas") !== null);
  return page;
}

const browser = await Browser.start();
for (const theme of ["light", "dark"]) {
  test(theme, async (t) => {
    const page = await scene(t, browser, { width: 1440, height: 900, media: { "prefers-color-scheme": theme } });
    await page.click("#toggle-calls");
    await page.until("half of it", () => new Promise((resolve) => setTimeout(() => resolve(true), 1100)));
    await page.screenshot(path.join(folder, `simulator-${theme}.${kind}`));
  });
}
test("phone", async (t) => {
  const page = await scene(t, browser, { width: 390, height: 800, media: { "prefers-color-scheme": "light" } });
  await page.until("it is over", () => document.querySelector(".screen-effect") === null);
  await page.screenshot(path.join(folder, `simulator-phone.${kind}`));
});
after(() => browser.stop());

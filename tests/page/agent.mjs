// A simulator, an agent with our client, and a browser that shows the page: all of it ends with the test.
import { Spectrum } from "../../bindings-node/dist/index.mjs";
import { imessage } from "../../bindings-node/dist/providers/imessage/index.mjs";
import { PROJECT, Simulator } from "../../bindings-node/test/simulator.mjs";
import { settings } from "../../bindings-node/test/started.mjs";

export { Simulator };
export const ALICE = "+15551230001";
export const BOB = "+15551230002";
export const LINE = "+15559990001";
export const EFFECTS = Object.keys(imessage.effect.message);

/** A simulator, a page of it that is live, and what stops the simulator early. */
export async function opened(test, browser, { args = [], ...look } = {}) {
  const simulator = await Simulator.start(...args);
  let stopping;
  const stop = () => (stopping ??= simulator.stop());
  test.after(stop);
  const page = await browser.page(look);
  test.after(() => page.close().catch(() => undefined));
  await page.open(simulator.ready.page_url);
  return { simulator, page, stop };
}

/** An agent that does with each text that it gets what `answer(space, message)` says, until the test ends. */
export async function agent(test, simulator, answer) {
  const app = await Spectrum({
    ...PROJECT,
    ...settings(simulator),
    providers: [imessage.config()],
    options: { logLevel: "silent" },
  });
  const failures = [];
  const work = (async () => {
    for await (const [space, message] of app.messages) {
      if (message.content.type !== "text") continue;
      await answer(imessage(space), message).catch((error) => {
        test.diagnostic(`the agent failed: ${error.stack}`);
        failures.push(error);
      });
    }
  })();
  test.after(async () => {
    await app.stop();
    await work;
    if (failures.length > 0) throw new AggregateError(failures, "the agent failed");
  });
  await simulator.listening();
  return app;
}

/** Begins the conversation with the agent, and writes a first text, with the mouse. */
export async function begin(page, text) {
  await page.click(".begin button");
  await page.click("dialog .primary");
  await page.gone("dialog");
  await say(page, text);
}

/** Writes a text and sends it. */
export async function say(page, text) {
  await page.click("#write");
  await page.write(text);
  await page.press("Enter");
  await page.until(
    `${text} is sent`,
    (wanted) => [...document.querySelectorAll("article.own .bubble")].at(-1)?.textContent === wanted,
    text,
  );
}

// Tests of the agent, without an account or a phone. With Vitest or Jest only the import of `test` differs.
import { test } from "node:test";

import { Spectrum } from "spectrum-imessage";
import { simulator, type SimulatorSettings } from "spectrum-imessage/testing";

import { run } from "./agent.js";

/** The agent at work, and a person who writes to it. */
async function working(settings: SimulatorSettings = {}) {
  const sim = await simulator(settings);
  const app = await Spectrum({ simulator: sim });
  const work = run(app);
  await sim.listening();
  const stop = async () => {
    await app.stop();
    await work;
    await sim.stop();
  };
  return { sim, person: sim.person(), stop };
}

test("it answers", async () => {
  const { person, stop } = await working();
  await person.text("hello");
  await person.receives({
    text: "You said: hello",
    effect: "none",
    within: 5000,
  });
  await stop();
});

test("it congratulates", async () => {
  const { person, stop } = await working();
  const question = await person.text("It is my birthday!");
  await person.receives({ reaction: "love", message: question });
  await person.receives({ text: "Happy birthday!", effect: "confetti" });
  await stop();
});

test("its token is replaced", async () => {
  const { sim, person, stop } = await working({ tokenTtl: 60_000 });
  await sim.advance(61_000);
  await person.text("still there?");
  await person.receives("You said: still there?");
  await stop();
});

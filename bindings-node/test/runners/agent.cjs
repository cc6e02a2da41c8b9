// An agent and its tests, for any test runner. `works` gets what a runner calls `test`.
const { effect, imessage } = require("spectrum-imessage/providers/imessage");

/** Answers until the application stops. */
async function run(app) {
  for await (const [, message] of app.messages) {
    if (message.content.type !== "text") continue;
    await message.react(imessage.tapbacks.love);
    await message.reply(effect(`You said: ${message.content.text}`, imessage.effect.message.slam));
  }
}

/** The tests, with the package as the runner has loaded it. */
function works(test, { Spectrum, NotReceived, ValidationError }, { simulator }) {
  async function working(settings) {
    const sim = await simulator(settings);
    const app = await Spectrum({ simulator: sim, options: { logLevel: "silent" } });
    const work = run(app);
    await sim.listening();
    const stop = async () => {
      await app.stop();
      await work;
      await sim.stop();
    };
    return { sim, person: sim.person(), stop };
  }

  test("an agent answers", async () => {
    const { person, stop } = await working({ dailyLimit: 10 });
    const question = await person.text("hello");
    await person.receives({ reaction: "love", message: question });
    await person.receives({ text: "You said: hello", effect: "slam", within: 5000 });
    await stop();
  });

  test("a wait in vain shows the conversation", async () => {
    const { person, stop } = await working();
    await person.text("hello");
    await person.receives("You said: hello");
    const error = await person.receives({ text: "good bye", within: 10 }).catch((error) => error);
    // The classes are those that the test has imported.
    if (!(error instanceof NotReceived) || !(error instanceof Error)) throw error;
    if (!error.message.includes('✓ message "You said: hello"')) throw error;
    await stop();
  });

  test("a wrong setting fails before anything starts", async () => {
    const error = await simulator({ heartbeat: -1 }).catch((error) => error);
    if (!(error instanceof ValidationError)) throw error;
  });
}

module.exports = { works };

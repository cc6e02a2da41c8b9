// The same by `require`; the two are one module.
const { Spectrum, SpectrumError } = require("spectrum-imessage");
const { imessage } = require("spectrum-imessage/providers/imessage");
const { simulator } = require("spectrum-imessage/testing");

async function main() {
  if ((await import("spectrum-imessage")).Spectrum !== Spectrum) throw new Error("import and require differ");
  const refused = await Spectrum({ providers: [imessage.config()], options: { logLevel: "silent" } }).catch((e) => e);
  if (!(refused instanceof SpectrumError && refused.code === "missingCredentials")) throw refused;

  const sim = await simulator();
  const app = await Spectrum({ simulator: sim });
  const work = (async () => {
    for await (const [, message] of app.messages) await message.reply(`You said: ${message.content.text}`);
  })();
  await sim.listening();
  await sim.person().text("hello");
  const answer = await sim.person().receives({ text: "You said: hello" });
  console.log("answered:", answer.message.text);
  await app.stop();
  await work;
  await sim.stop();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

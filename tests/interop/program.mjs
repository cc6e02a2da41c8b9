// A program for the public TypeScript client. Run by interop.test.mjs; prints what it saw as lines of JSON.
import { createRequire } from "node:module";
import net from "node:net";
import process from "node:process";

const { SPECTRUM_IMESSAGE_ADDRESS, MODE, LINE } = process.env;

// That client dials dedicated lines at <instance>.imsg.photon.codes:443, whatever the settings say. Names of that
// domain lead to the simulator here, and no other name leads anywhere.
const HTTPS = 443;
const dns = createRequire(import.meta.url)("dns");
const resolve = (host) => {
  if (host === "localhost" || host.endsWith(".imsg.photon.codes")) return { address: "127.0.0.1", family: 4 };
  throw Object.assign(new Error(`no address for ${host}`), { code: "ENOTFOUND" });
};
dns.promises.lookup = async (host, options) => (options?.all ? [resolve(host)] : resolve(host));
dns.promises.resolveTxt = async () => [];
dns.lookup = (host, options, done) => {
  const [settings, callback] = typeof options === "function" ? [{}, options] : [options, done];
  const found = resolve(host);
  process.nextTick(() => (settings.all ? callback(null, [found]) : callback(null, found.address, found.family)));
};
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (options?.port === HTTPS) options.port = Number(SPECTRUM_IMESSAGE_ADDRESS.split(":").pop());
  return connect.apply(this, args);
};

const { attachment, Spectrum } = await import("spectrum-ts");
const { background, effect, imessage } = await import("spectrum-ts/providers/imessage");

const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000", "hex");
const say = (what) => console.log(JSON.stringify(what));

const app = await Spectrum({
  projectId: process.env.SPECTRUM_PROJECT_ID,
  projectSecret: process.env.SPECTRUM_PROJECT_SECRET,
  providers: [imessage.config()],
  options: { logLevel: "warn" },
});
const im = imessage(app);

const received = (async () => {
  for await (const [space, message] of app.messages) return { space, message };
})();
const { space, message } = await received;
say({ received: message.content.text, from: message.sender.id, phone: space.phone, type: space.type });

await space.responding(async () => {
  await message.react("❤️");
  await message.reply("an answer");
});
await space.send(attachment(PNG, { name: "b.png" }));
await space.send(effect("Happy birthday!", imessage.effect.message.celebration));
await space.send(background(PNG, { mimeType: "image/png" }));

const dm = await im.space.create("+15551230002", MODE === "dedicated" ? { phone: LINE } : undefined);
const sent = await dm.send("a text");
const found = await dm.getMessage(sent.id);
say({ sent: sent.content.text, found: found.content.text, space: dm.id, phone: dm.phone });

await app.stop();
process.exit(0);

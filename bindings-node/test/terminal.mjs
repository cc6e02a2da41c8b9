// A program at the terminal, which terminal.test.mjs runs.
import assert from "node:assert/strict";

import { markdown, richlink, Spectrum } from "spectrum-imessage";
import { imessage, terminal } from "spectrum-imessage/providers";
import { effect } from "spectrum-imessage/providers/imessage";

const app = await Spectrum({ providers: [terminal.config()] });
for await (const [space, message] of app.messages) {
  if (message.content.type === "custom") {
    await space.send(`a command: ${message.content.raw.command}`);
    break;
  }
  assert.equal(message.platform, "terminal");
  assert.equal(space.platform, "terminal");
  assert.equal(message.sender.id, "user");
  assert.ok(terminal.is(message) && terminal.is(space));
  assert.ok(!imessage.is(message) && !imessage.is(space));
  assert.equal(imessage(message), message);
  assert.equal(imessage(space), space);
  assert.equal(await space.send(richlink("https://example.com")), undefined);
  await message.reply(message.content.text);
  await space.send(effect("boom", imessage.effect.message.slam), markdown("**bold**"));
}
await app.stop();

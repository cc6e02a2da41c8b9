// What the package exports, and that both ways of importing it give the same things.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const MODULES = ["", "/providers", "/providers/imessage", "/providers/terminal", "/testing"].map(
  (path) => `spectrum-imessage${path}`,
);

for (const name of MODULES) {
  test(`import and require of ${name} give the same things`, async () => {
    const imported = await import(name);
    const required = require(name);
    const names = Object.keys(required);
    assert.ok(names.length > 0);
    for (const each of names) assert.equal(imported[each], required[each], each);
  });
}

test("an error of one way is an instance of the class of the other", async () => {
  const { text } = await import("spectrum-imessage");
  const { ValidationError, SpectrumError } = require("spectrum-imessage");
  assert.throws(
    () => text(""),
    (error) => {
      assert.ok(error instanceof ValidationError && error instanceof SpectrumError && error instanceof Error);
      assert.equal(error.name, "ValidationError");
      assert.equal(error.kind, "validation");
      assert.equal(error.code, "emptyText");
      assert.equal(error.retryable, false);
      assert.match(error.stack, /surface\.test\.mjs/);
      return true;
    },
  );
});

test("the constants have the documented values", async () => {
  const { imessage } = await import("spectrum-imessage/providers/imessage");
  const { Emoji } = await import("spectrum-imessage");
  const values = Object.entries(imessage.effect.message);
  assert.equal(values.length, 13);
  for (const [name, value] of values) assert.match(value, /^com\.apple\./, name);
  assert.equal(imessage.effect.message.celebration, "com.apple.messages.effect.CKHappyBirthdayEffect");
  assert.equal(imessage.effect.message.invisible, "com.apple.MobileSMS.expressivesend.invisibleink");
  assert.deepEqual(
    { ...imessage.tapbacks },
    {
      love: "love",
      like: "like",
      dislike: "dislike",
      laugh: "laugh",
      emphasize: "emphasize",
      question: "question",
    },
  );
  assert.deepEqual(Object.keys(Emoji).slice(0, 6), Object.keys(imessage.tapbacks));
  assert.ok(Object.isFrozen(Emoji) && "zzz" in Emoji && !("zzzz" in Emoji));
  assert.equal(Emoji.partyPopper, "🎉");
  assert.equal(Emoji.laugh, "😂");
});

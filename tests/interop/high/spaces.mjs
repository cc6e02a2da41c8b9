// Spaces, people and look-ups, and the cloud itself.
import assert from "node:assert/strict";

import { groupOf, JPG, LINE, LINE_B, PNG, PROJECT, somebody } from "../world.mjs";
import { like } from "../shape.mjs";
import { application } from "./world.mjs";

const group = async (c) => {
  const guid = await groupOf(c.sim, [c.alice, c.bob], c.line);
  return c.instance.space.get(guid, { phone: LINE });
};

export default {
  "instance.space, instance.space.create, instance.space.get, instance.user": async (c) => {
    const user = await c.instance.user(c.alice.address);
    assert.equal(user.id, c.alice.address);
    const dm = await c.instance.space.create(user, { phone: LINE_B });
    like(dm, { id: c.alice.dm, type: "dm", phone: LINE_B });
    await dm.send("from b");
    await somebodyOn(c, LINE_B).sees({ text: "from b", line: LINE_B });
    const made = await c.instance.space.create([c.alice.address, c.bob.address], { phone: LINE });
    like(made, { type: "group", phone: LINE });
    await made.send("hello all");
    await c.bob.sees({ text: "hello all", chat: made.id });
    like(await c.instance.space.get(made.id, { phone: LINE }), { id: made.id, type: "group" });
  },
  "core.rename, space.rename, space.getDisplayName, instance.getDisplayName": async (c) => {
    const space = await group(c);
    assert.equal(await space.getDisplayName(), "Friends");
    await space.rename("New name");
    assert.equal(await space.getDisplayName(), "New name");
    await space.send(c.core.rename("  padded  "));
    assert.equal(await c.instance.getDisplayName(space), "padded");
  },
  "core.avatar, space.avatar, space.getAvatar, instance.getAvatar": async (c) => {
    const space = await group(c);
    assert.equal(await space.getAvatar(), undefined);
    await space.avatar(PNG, { mimeType: "image/png" });
    const picture = await space.getAvatar();
    assert.deepEqual([picture.mimeType, Buffer.from(picture.data)], ["image/png", PNG]);
    await space.send(c.core.avatar(JPG, { mimeType: "image/jpeg" }));
    assert.equal((await c.instance.getAvatar(space)).mimeType, "image/jpeg");
    await space.avatar("clear");
    assert.equal(await space.getAvatar(), undefined);
  },
  "core.addMember, removeMember, space.add, space.remove, space.getMembers, instance.getMembers": async (c) => {
    const space = await group(c);
    const people = async () => (await space.getMembers()).map(({ id }) => id);
    // The line itself is left out.
    assert.deepEqual(await people(), [c.alice.address, c.bob.address]);
    await space.add(c.carol.address);
    assert.deepEqual(await people(), [c.alice.address, c.bob.address, c.carol.address]);
    await space.remove([c.carol.address]);
    await space.send(c.core.addMember([await c.instance.user("carol@example.com")]));
    await space.send(c.core.removeMember(c.bob.address));
    like(await c.instance.getMembers(space), [
      { id: c.alice.address, country: "US", service: "iMessage" },
      { id: "carol@example.com" },
    ]);
  },
  "core.leaveSpace, space.leave": async (c) => {
    for (const leave of [(space) => space.leave(), (space) => space.send(c.core.leaveSpace())]) {
      const space = await group(c);
      await leave(space);
      await c.alice.sees({ kind: "group", chat: space.id });
      await assert.rejects(space.send("x"), { code: "chatNotFound" });
    }
  },
  "space.getMessage, instance.getMessage": async (c) => {
    const guid = await c.alice.text("hi there");
    await c.next(({ id }) => id === guid);
    like(await c.dm.getMessage(guid), { id: guid, direction: "inbound", content: { text: "hi there" } });
    const sent = await c.dm.send("mine");
    like(await c.instance.getMessage(c.dm, sent.id), { direction: "outbound", content: { text: "mine" } });
    assert.equal(await c.dm.getMessage("nope"), undefined);
    assert.equal(await c.dm.getMessage("p:0/nope"), undefined);
  },
  "instance.getAttachment": async (c) => {
    await c.alice.does("attachment", { name: "a.jpg", data: JPG.toString("base64") });
    const { message } = await c.next(({ content }) => content.type === "attachment" && content.name === "a.jpg");
    assert.deepEqual(await message.content.read(), JPG);
    const file = await c.instance.getAttachment(message.content.id, LINE);
    like(file, { type: "attachment", name: "a.jpg", mimeType: "image/jpeg", size: 22 });
    assert.deepEqual(await file.read(), JPG);
    assert.equal(await c.instance.getAttachment("A7-missing", LINE), undefined);
  },
  "core.Spectrum, app.messages, instance.messages, app.stop": async (c) => {
    const second = await application(c.core, c.im);
    like(second.app.config, { id: PROJECT.projectId });
    await c.sim.get(`/api/listening?${new URLSearchParams({ line: LINE, timeout: "10" })}`);
    const third = await c.core.Spectrum({
      ...PROJECT,
      providers: [c.im.imessage.config()],
      options: { logLevel: "silent", flattenGroups: true },
    });
    const reading = (async () => {
      for await (const [space, message] of c.im.imessage(third).messages)
        if (message.sender?.id === c.bob.address) return { space, message };
    })();
    let received;
    reading.then((found) => (received = found));
    while (!received) {
      await c.bob.text("to everybody");
      await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 200))]);
    }
    like(received.message, { content: { text: "to everybody" }, platform: "imessage", direction: "inbound" });
    like(received.space, { id: c.bob.dm, type: "dm", phone: LINE });
    await second.next(({ sender }) => sender?.id === c.bob.address);
    await third.stop();
    await second.app.stop();
    await second.ended;
    await assert.rejects(second.instance.space.create(c.bob.address, { phone: LINE }).then((dm) => dm.send("x")));
  },
  "core.cloud, cloud.getProject, getPlatforms, getSubscription, getImessageInfo, issueImessageTokens, togglePlatform":
    async (c) => {
      const { projectId, projectSecret } = PROJECT;
      const { cloud } = c.core;
      like(await cloud.getProject(projectId, projectSecret), { id: projectId, profile: {} });
      like(await cloud.getPlatforms(projectId), { imessage: { enabled: true } });
      like(await cloud.togglePlatform(projectId, projectSecret, "imessage", true), { imessage: { enabled: true } });
      like(await cloud.getSubscription(projectId), { status: "active" });
      like(await cloud.getImessageInfo(projectId), { type: "dedicated" });
      const tokens = await cloud.issueImessageTokens(projectId, projectSecret);
      assert.deepEqual(Object.values(tokens.numbers).sort(), [LINE, LINE_B]);
      assert.ok(tokens.expiresIn > 0);
    },
  "core.SpectrumCloudError": async (c) => {
    const { cloud, SpectrumCloudError } = c.core;
    const wrong = cloud.getProject(PROJECT.projectId, "wrong");
    await assert.rejects(wrong, (error) => error instanceof SpectrumCloudError && error.status === 401);
    await assert.rejects(cloud.getProject("nobody", "x"), { status: 404, code: "PROJECT_NOT_FOUND" });
  },
};

/** The same person on another line. */
function somebodyOn(c, line) {
  const other = somebody(c.sim, { line });
  return { sees: (query) => other.sees({ ...query, person: c.alice.address }) };
}

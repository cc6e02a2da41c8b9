// What the client raises when the service refuses, and how it goes on when streams and connections break.
import assert from "node:assert/strict";

import { all, groupOf, key, PROJECT } from "../world.mjs";
import { like, lines } from "../shape.mjs";

const ERRORS = lines("errors");
const CONTEXT = "error-context-";

/** The refusal of a recorded step, as a fault of the simulator. */
function fault({ method, server: { status, details, trailers } }) {
  const context = Object.entries(trailers).filter(([name]) => name.startsWith(CONTEXT));
  return {
    method,
    action: "refuse",
    status,
    message: details,
    error_code: trailers["error-code"],
    retryable: trailers["x-retryable"] === "true",
    context: Object.fromEntries(context.map(([name, value]) => [name.slice(CONTEXT.length), value])),
  };
}

const call = (client, dm, method) =>
  ({
    GetChat: () => client.chats.get(dm),
    SendTextMessage: () => client.messages.sendText(dm, "hi"),
    SubscribeMessageEvents: () => all(client.messages.subscribeEvents()),
    CatchUpEvents: () => all(client.events.catchUp(5)),
    DownloadAttachment: () => all(client.attachments.downloadStream("A")),
  })[method]();

const raised = async (promise) => {
  const error = await promise.then(
    () => assert.fail("it was not refused"),
    (failed) => failed,
  );
  const { code, grpcCode, retryable, context, message } = error;
  return { class: error.constructor.name, code, grpcCode, retryable, context, message };
};

export default {
  "grpc.ErrorCode, IMessageError, AuthenticationError, ConnectionError, NotFoundError, RateLimitError, ValidationError":
    async (c) => {
      const codes = new Set();
      for (const step of ERRORS) {
        const client = c.open({ autoIdempotency: false, ...step.options });
        await c.sim.post("/api/faults", fault(step));
        const before = (await c.sim.calls(step.method)).length;
        const error = await raised(call(client, c.alice.dm, step.method));
        assert.deepEqual(error, step.error, `${step.id}: ${step.call}`);
        assert.equal((await c.sim.calls(step.method)).length - before, step.attempts, step.call);
        codes.add(step.server.trailers["error-code"]);
        await client.close();
      }
      for (const code of Object.values(c.low.ErrorCode)) assert.ok(codes.has(code), code);
    },
  "client.messages.get: what is not there": async (c) => {
    const { client, alice } = c;
    const guid = "4D000000-0000-4000-8000-00000000FFFF";
    const calls = {
      messageNotFound: () => client.messages.get(guid),
      attachmentNotFound: () => client.attachments.get("A7-missing"),
      pollNotFound: () => client.polls.get(guid),
      chatNotFound: () => client.chats.get(alice.dm),
      sharedFriendLocationNotFound: () => client.locations.get(alice.address),
      addressNotFound: () => client.addresses.get(alice.address),
    };
    for (const [code, run] of Object.entries(calls))
      like(await raised(run()), { class: "NotFoundError", code, grpcCode: 5, retryable: false });
    like(await raised(all(client.attachments.downloadStream("A7-missing"))), { code: "attachmentNotFound" });
    const { guid: theirs } = await alice.does("text", { text: "theirs" });
    const change = [() => client.messages.edit(alice.dm, theirs, "x"), () => client.messages.unsend(alice.dm, theirs)];
    for (const run of change)
      like(await raised(run()), { class: "ValidationError", code: "preconditionFailed", grpcCode: 9 });
    like(await raised(client.groups.setDisplayName(alice.dm, "x")), { code: "operationNotSupported", grpcCode: 12 });
  },
  "client.messages.sendText: an id is used once": async (c) => {
    const clientMessageId = key();
    const sent = await c.client.messages.sendText(c.alice.dm, "once", { clientMessageId });
    const again = await raised(c.client.messages.sendText(c.alice.dm, "once", { clientMessageId }));
    like(again, { class: "IMessageError", code: "duplicateMessage", grpcCode: 6, context: { messageguid: sent.guid } });
    assert.equal((await c.alice.conversation()).messages.length, 1);
    const group = await groupOf(c.sim, [c.alice, c.bob], c.line);
    const add = () =>
      c.client.groups.addParticipants(group, [c.carol.address], { clientMessageId: `${clientMessageId}g` });
    await add();
    like(await raised(add()), { code: "duplicateMessage" });
  },
  "client.messages.sendText: quotas": async (c) => {
    const quotas = (daily_limit, new_conversation_limit) =>
      c.sim.post("/api/quotas", { daily_limit, new_conversation_limit });
    try {
      await quotas(0, 1_000_000);
      const day = await raised(c.client.messages.sendText(c.alice.dm, "x"));
      like(day, { class: "RateLimitError", code: "dailyLimitExceeded", grpcCode: 8, context: { limit: "0" } });
      assert.match(day.context.resetsat, /T00:00:00Z$/);
      await quotas(1_000_000, 0);
      like(await raised(c.client.messages.sendText(c.alice.dm, "x")), { code: "recipientLimitExceeded" });
      await c.alice.text("I begin");
      await c.client.messages.sendText(c.alice.dm, "an answer");
    } finally {
      await quotas(1_000_000, 1_000_000);
    }
  },
  "client.messages.subscribeEvents: a cut, and what was missed": async (c) => {
    const events = await c.listen((client) => client.messages.subscribeEvents({ chat: c.alice.dm }));
    await c.alice.text("before");
    const last = await events.next(() => true);
    await c.sim.post("/api/streams/cut");
    const error = await events.failure();
    like(error, { code: "serviceUnavailable", grpcCode: 14, retryable: true });
    const guid = await c.alice.text("meanwhile");
    const missed = await all(c.client.events.catchUp(last.sequence));
    like(missed[0], { type: "message.received", message: { guid } });
    const beyond = await raised(all(c.client.events.catchUp(missed.at(-1).headSequence + 1000)));
    like(beyond, { class: "ValidationError", code: "invalidArgument", grpcCode: 3 });
  },
  "client.chats.count: nobody answers": async (c) => {
    await c.sim.post("/api/faults", { method: "GetChatCount", action: "hang" });
    const patient = c.open({ timeout: 200 });
    like(await raised(patient.chats.count()), { class: "IMessageError", code: "internalError", grpcCode: 23 });
    await patient.close();
    await c.sim.post("/api/streams/cut", { hard: true });
    await c.sim.post("/api/connections", { accept: false });
    const client = c.open({ timeout: 2000 });
    like(await raised(client.chats.count()), { class: "ConnectionError", grpcCode: 14 });
    await client.close();
    await c.sim.post("/api/connections", { accept: true });
    const again = c.open();
    await again.chats.count();
    await again.close();
  },
  "client.messages.edit, unsend: their windows": async (c) => {
    const { client, alice } = c;
    const { guid } = await client.messages.sendText(alice.dm, "0");
    for (const text of ["1", "2", "3", "4", "5"]) await client.messages.edit(alice.dm, guid, text);
    like(await raised(client.messages.edit(alice.dm, guid, "6")), { code: "preconditionFailed" });
    const { guid: old } = await client.messages.sendText(alice.dm, "old");
    await c.sim.post("/api/clock/advance", { seconds: 3 * 60 });
    like(await raised(client.messages.unsend(alice.dm, old)), { code: "preconditionFailed" });
    await client.messages.edit(alice.dm, old, "still");
    await c.sim.post("/api/clock/advance", { seconds: 15 * 60 });
    like(await raised(client.messages.edit(alice.dm, old, "late")), { code: "preconditionFailed" });
  },
  // The last one: the tokens of all have ended after it.
  "grpc.createGrpcClient: tokens": async (c) => {
    const stranger = c.open({ token: "stranger" });
    like(await raised(stranger.chats.count()), { class: "AuthenticationError", code: "unauthenticated", grpcCode: 16 });
    like(await raised(all(stranger.messages.subscribeEvents())), { code: "unauthenticated" });
    await stranger.close();
    const fresh = async () => {
      const authorization = `Basic ${btoa(`${PROJECT.projectId}:${PROJECT.projectSecret}`)}`;
      const url = `${c.sim.ready.cloud_url}/projects/${PROJECT.projectId}/imessage/tokens`;
      const { data } = await (await fetch(url, { method: "POST", headers: { authorization } })).json();
      return Object.values(data.auth)[0];
    };
    let token = await fresh();
    const client = c.open({ token: async () => token });
    await client.chats.count();
    await c.sim.post("/api/tokens/expire");
    like(await raised(client.chats.count()), { class: "AuthenticationError", code: "tokenExpired" });
    token = await fresh();
    await client.chats.count();
    await client.close();
  },
};

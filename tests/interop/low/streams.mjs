// Clients and streams themselves: how they are made, narrowed and closed, and the helpers that decode events.
import assert from "node:assert/strict";

import { all } from "../world.mjs";
import { like } from "../shape.mjs";

const at = "2025-01-02T03:04:05Z";

export default {
  "grpc.createGrpcClient, client.close": async (c) => {
    let asked = 0;
    const token = async () => {
      asked += 1;
      return c.token;
    };
    const client = c.open({ token, retry: { maxAttempts: 2 }, timeout: 5000, channelOptions: {} });
    assert.equal(typeof (await client.chats.count()), "number");
    assert.equal(asked, 1);
    await client.close();
    await assert.rejects(client.chats.count());
  },
  "grpc.createClient, client.[asyncDispose]": async (c) => {
    const plain = new URL(c.sim.ready.imessage_address_plain).host;
    const client = c.low.createClient({ address: plain, tls: false, token: c.token });
    await client.chats.count();
    await client[Symbol.asyncDispose]();
  },
  "grpc.TypedEventStream, stream.on": async (c) => {
    const events = await c.sim.post(`/api/people/${c.alice.address}/text`, { text: "one", ...c.line });
    const seen = [];
    const stream = c.client.events.catchUp(events.head_sequence - 1);
    await new Promise((resolve) => stream.on((event) => (seen.push(event.type), seen.length === 2 && resolve())));
    assert.deepEqual(seen, ["message.received", "catchup.complete"]);
  },
  "stream.filter, map, take": async (c) => {
    const { head_sequence: head } = await c.alice.does("text", { text: "one" });
    await c.alice.text("two");
    const texts = c.client.events
      .catchUp(head - 1)
      .filter((event) => event.type === "message.received" && event.chatGuid === c.alice.dm)
      .map((event) => event.message.content.text);
    assert.deepEqual(await all(texts), ["one", "two"]);
    assert.equal((await all(c.client.events.catchUp(head - 1).take(1))).length, 1);
  },
  "stream.close, [asyncDispose], [asyncIterator]": async (c) => {
    for (const end of ["close", Symbol.asyncDispose]) {
      const stream = c.client.messages.subscribeEvents();
      const reading = all(stream);
      await stream[end]();
      assert.deepEqual(await reading, []);
    }
  },
  "grpc.parseMessageChangeEvent, parseChatChangeEvent, parseGroupChangeEvent, parsePollChangeEvent": (c) => {
    const event = (change) => ({ chatGuid: c.alice.dm, occurredAt: at, ...change });
    const read = c.low.parseMessageChangeEvent(event({ messageRead: { messageGuid: "M", readAt: at } }), 7);
    like(read, { type: "message.read", sequence: 7, messageGuid: "M" });
    like(c.low.parseChatChangeEvent(event({ archived: {} }), 8), { type: "chat.archived" });
    like(c.low.parseGroupChangeEvent(event({ iconRemoved: {} }), 9), { change: { type: "iconRemoved" } });
    const voted = event({ pollMessageGuid: "P", voted: { optionIdentifier: "o" } });
    like(c.low.parsePollChangeEvent(voted, 10), { delta: { type: "voted", optionIdentifier: "o" } });
  },
  "grpc.decodeCatchUpEvent": (c) => {
    // complete { head_sequence: 45 }; a heartbeat is no event.
    like(c.low.decodeCatchUpEvent(Buffer.from("a20102082d", "hex")), { type: "catchup.complete", headSequence: 45 });
    assert.equal(c.low.decodeCatchUpEvent(Buffer.from("9a0600", "hex")), undefined);
  },
};

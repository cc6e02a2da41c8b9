// How programs use the types. Compiled, not run: what must not compile is marked.
import {
  type AckMode,
  type AgentSender,
  app as card,
  attachment,
  type AvatarData,
  avatar,
  type Content,
  contact,
  group,
  type Health,
  markdown,
  MemoryStore,
  type Message,
  poll,
  type Progress,
  type Reaction,
  reaction,
  type ReadOptions,
  type Space,
  Spectrum,
  SpectrumError,
  type SpectrumEvent,
  SqliteStore,
  type StreamKind,
  type Text,
  text,
  type User,
} from "spectrum-imessage";
import { type Person, type Sighting, UnsupportedError, ValidationError } from "spectrum-imessage";
import { simulator } from "spectrum-imessage/testing";
import {
  background,
  customizedMiniApp,
  effect,
  imessage,
  type IMessageMessage,
  type IMessageSpace,
  type IMessageUser,
  type Line,
  type LineEvent,
  type LocationUpdate,
  nativeContactCard,
  type Page,
  type Uploaded,
} from "spectrum-imessage/providers/imessage";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_T extends true>(): void {}

await using app = await Spectrum({
  projectId: "p",
  projectSecret: "s",
  providers: [imessage.config(), imessage.config({ clients: { address: "a", token: "t", phone: "+1" } })],
  options: { logLevel: "warn", flattenGroups: true, unsupported: "throw" },
  signal: AbortSignal.timeout(1000),
});

const provided = { providers: [imessage.config()] };
void Spectrum({ ...provided, store: "agent.db", ack: "manual", watchdog: 30_000 });
void Spectrum({ ...provided, store: new SqliteStore("agent.db"), ack: "auto" satisfies AckMode });
void Spectrum({ ...provided, store: new MemoryStore() });
// @ts-expect-error: a store is none of one's own
void Spectrum({ ...provided, store: new Map() });
// @ts-expect-error: there is no third way
void Spectrum({ ...provided, ack: "never" });
const simulated = await Spectrum({ simulator: { lines: ["+15559990001"], heartbeat: 500 }, ack: "manual" });
const person: Person = simulated.simulator.person();
const sighting: Sighting = await person.receives({ text: "hi", typing: true, kind: "message", within: 5000 });
// @ts-expect-error: it may be something else
sighting.message.text;
await person.react("love", sighting);
// @ts-expect-error: no such kind
await person.receives({ kind: "mesage" });
// @ts-expect-error: no such setting
await simulator({ lins: [] });
// @ts-expect-error: providers are needed
void Spectrum({ projectId: "p", projectSecret: "s" });
// @ts-expect-error: a client has a phone
imessage.config({ clients: [{ address: "a", token: "t" }] });
// @ts-expect-error: either local or clients
imessage.config({ local: true, clients: [] });

const im = imessage(app);
const alice = await im.user("+15551230001");
holds<Same<typeof alice.service, "iMessage" | "SMS" | "RCS" | "unknown" | undefined>>();
const space = await im.space.create([alice, "+15551230002"], { phone: "+15559990001" });
holds<Same<typeof space, IMessageSpace>>();
await im.space(alice, "+15551230002", { phone: "+15559990001" });

const one = await space.send("hi");
holds<Same<typeof one, Message<string, AgentSender> | undefined>>();
const several = await space.send("a", text("b"), attachment(Buffer.alloc(1), { name: "c.txt" }));
holds<Same<typeof several, Message<string, AgentSender>[]>>();
const keyed = await space.sendWith({ clientMessageId: "k" }, "once");
holds<Same<typeof keyed, Message<string, AgentSender> | undefined>>();
// @ts-expect-error: content comes from a builder
await space.send({ type: "text", text: "x" });
await space.send(effect("x", imessage.effect.message.slam), background("clear"), poll("q", ["a", "b"]));
await space.send(contact({ name: { first: "Ada" }, phones: [{ value: "+1", type: "mobile" }] }));
await space.background(new Uint8Array(), { mimeType: "image/png" });

await space.send(
  group("a", attachment("b.png")),
  card(() => "https://example.com", { live: true }),
  nativeContactCard(),
);
await space.send(
  customizedMiniApp({
    appName: "A",
    extensionBundleId: "b",
    teamId: "t",
    url: "https://a.b",
    layout: { caption: "c" },
  }),
);
// @ts-expect-error: a card has a layout
customizedMiniApp({ appName: "A", extensionBundleId: "b", teamId: "t", url: "https://a.b" });

async function* chunks(): AsyncGenerator<{ word: string }> {
  yield { word: "a" };
}
await space.send(
  text(chunks(), { extract: (chunk) => chunk.word }),
  markdown({ textStream: new ReadableStream<string>() }),
);
// @ts-expect-error: a chunk has no such field
text(chunks(), { extract: (chunk) => chunk.letter });
// @ts-expect-error: not asynchronous
text(["a"]);

await space.rename("x");
await space.avatar("clear");
await space.send(avatar(new Uint8Array(), { mimeType: "image/png" }));
await space.add([alice, "+15551230003"], { signal: AbortSignal.timeout(1000) });
const members = await space.getMembers();
holds<Same<typeof members, IMessageUser[]>>();
const picture = await space.getAvatar();
holds<Same<typeof picture, AvatarData | undefined>>();
const file = await im.getAttachment("guid", "+15559990001");
for await (const bytes of (await file?.stream()) ?? []) holds<Same<typeof bytes, Uint8Array>>();
const onProgress = ({ transferred, total }: Progress): void => console.log(transferred, total?.toFixed());
await space.sendWith({ onProgress }, attachment("a.heic", { companion: "a.mov" }));
const options: ReadOptions = { maxSize: 1000, onProgress, signal: AbortSignal.timeout(1000) };
const written: number = (await file?.companion?.save(new URL("file:///a"), options)) ?? 0;
const whole: Buffer | undefined = await file?.read(options);
// @ts-expect-error: who reads a stream counts for himself
void file?.stream({ onProgress });

const known = await im.user("+15551230001", { lookup: true, phone: "+15559990001" });
holds<Same<typeof known, IMessageUser>>();
const page = await space.history({ pageSize: 10, after: new Date(), signal: AbortSignal.timeout(1000) });
holds<Same<typeof page, Page>>();
const token: string | undefined = (await im.recent({ phone: "+15559990001", pageToken: page.nextPageToken }))
  .nextPageToken;
// @ts-expect-error: times are dates
void im.recent({ before: "2001-01-01" });

const line: Line = im.line();
const record = await line.messages.sendText(space, "hi", {
  replyTo: one!,
  formatting: [{ type: "effect", effect: "shake", start: 0, length: 2 }],
  clientMessageId: "k",
});
const created: Date | undefined = record.dateCreated;
// @ts-expect-error: an effect has a name
void line.messages.sendText(space, "hi", { formatting: [{ type: "effect", start: 0, length: 2 }] });
// @ts-expect-error: a reaction with an emoji has one
void line.messages.setReaction(space, one!, { kind: "emoji" }, true);
const uploaded: Uploaded = await line.attachments.upload(attachment("a.png"), { clientMessageId: "k", onProgress });
void line.messages.sendAttachment(space, uploaded.attachment.guid);
const media = await line.groups.getIcon(space);
holds<Same<typeof media.data, Uint8Array>>();
const voted = await line.polls.vote(one!, "option");
const votes: number = voted.votesFor(voted.options[0]!.optionIdentifier);
for await (const update of line.locations.watch(alice)) holds<Same<typeof update, LocationUpdate>>();
for await (const event of line.events.catchUp(1n)) {
  holds<Same<typeof event, LineEvent>>();
  if (event.type === "catchup.complete") holds<Same<typeof event.headSequence, bigint>>();
  else holds<Same<typeof event.sequence, bigint | undefined>>();
  if (event.type === "poll.changed" && event.delta.type === "voted") console.log(event.delta.optionIdentifier);
}
for await (const event of line.events.messages(space)) {
  holds<Same<(typeof event)["type"] extends `message.${string}` ? true : false, true>>();
}

const answer: number = await space.responding(async () => 42);

for await (const [where, message] of app.messages) {
  holds<Same<typeof message, Message>>();
  const narrowed = imessage(message);
  holds<Same<typeof narrowed, IMessageMessage>>();
  const when: Date | undefined = narrowed.dateRead;
  const session: string | undefined = narrowed.miniAppCardSession?.sessionId;
  if (imessage.is(where)) holds<Same<typeof where.phone, string>>();
  await message.reply(describe(message.content));
  const reacted = await message.react("👍");
  holds<Same<typeof reacted, Message<string, AgentSender, Space, Reaction> | undefined>>();
  const sent = await where.send(reaction("like", message));
  holds<Same<typeof sent, Message<string, AgentSender, Space, Reaction> | undefined>>();
  const phone: string | undefined = (await narrowed.reply("x"))?.space.phone;
  if (isText(message)) shout(imessage(message));
  // @ts-expect-error: it may be something else
  shout(message);
  if (imessage.is(message)) holds<Same<typeof message.space.phone, string>>();
  await handle([where, message]);
}

/** Content that is known makes the message exact, in either way of writing it. */
function isText(message: Message): message is Message & { readonly content: Text } {
  return message.content.type === "text";
}

function shout(message: Message<string, User, Space, Text>): string {
  return message.content.text.toUpperCase();
}

async function handle([space, message]: [Space, Message]): Promise<void> {
  await space.read(message);
}

/** The union is discriminated by its type, and has no member more. */
function describe(content: Content): string {
  switch (content.type) {
    case "text":
      return content.text;
    case "markdown":
      return content.markdown;
    case "attachment":
      return `${content.name} ${content.size ?? "?"}`;
    case "voice":
      return content.mimeType;
    case "contact":
      return content.name?.formatted ?? "";
    case "richlink":
    case "app":
      return content.url;
    case "poll":
      return content.options.map((option) => option.title).join();
    case "poll_option":
      return `${content.poll.title} ${content.option.title} ${content.selected}`;
    case "group":
      return content.items.map((item) => item.id).join();
    case "effect":
    case "edit":
    case "reply":
      return describe(content.content);
    case "reaction":
      return content.tapback ?? content.emoji;
    case "unsend":
    case "read":
      return content.target.id;
    case "typing":
      return content.state;
    case "background":
      return content.kind;
    case "rename":
      return content.displayName;
    case "avatar":
      if (content.action.kind === "set") void content.action.save("avatar.png");
      return content.action.kind === "set" ? content.action.mimeType : "";
    case "addMember":
    case "removeMember":
      return content.members.join();
    case "leaveSpace":
      return content.type;
    case "customized-mini-app":
      return content.layout.caption ?? content.url;
    case "custom":
      return JSON.stringify(content.raw);
    default: {
      const none: never = content;
      return none;
    }
  }
}

try {
  await app.stop();
} catch (error) {
  if (error instanceof UnsupportedError) holds<Same<typeof error.kind, "content" | "action">>();
  if (error instanceof ValidationError) holds<Same<typeof error.kind, "validation">>();
  if (error instanceof SpectrumError) console.log(error.code, error.retryable, error.context["host"], error.grpcCode);
}

for await (const [, message] of app.messages) {
  holds<Same<typeof message.redelivered, boolean>>();
  const acknowledged = message.ack();
  holds<Same<typeof acknowledged, void>>();
}

await app.handle(
  async (space, message) => {
    holds<Same<typeof space, Space>>();
    holds<Same<typeof message, Message>>();
    await message.reply("re");
  },
  {
    concurrency: 4,
    attempts: 2,
    backoff: 10,
    maxBackoff: 100,
    deadLetter: (_, message, error) => console.log(message.id, error),
    signal: AbortSignal.timeout(1000),
  },
);
await app.handle(() => undefined);
// @ts-expect-error: a handler is needed
await app.handle();

for await (const event of app.events) {
  holds<Same<typeof event, SpectrumEvent>>();
  if (event.type === "messageEdited") {
    holds<Same<typeof event.text, string | undefined>>();
    holds<Same<typeof event.space, Space>>();
    holds<Same<typeof event.sequence, bigint | undefined>>();
  } else if (event.type === "gap") {
    holds<Same<typeof event.after, bigint>>();
    holds<Same<typeof event.head, bigint | undefined>>();
  } else if (event.type === "streamConnected") {
    holds<Same<typeof event.stream, StreamKind>>();
  } else if (event.type === "missed") {
    holds<Same<typeof event.count, bigint>>();
  }
  // @ts-expect-error: events of a line have no space
  if (event.type === "lineAdded") void event.space;
}

const health = app.health();
holds<Same<typeof health, Health>>();
holds<Same<(typeof health.lines)[number]["head"], bigint | undefined>>();

// The programs of the recordings: each call with its words, as it was made against the scripted service. Data, not style.
import { ALICE, BOB, CAROL, DM, GROUP, JPG, LINE_A, LINE_B, M4A, PNG } from "./constants.mjs";
const nap = (ms) => new Promise((r) => setTimeout(r, ms));
export const S = (id, description, steps, o = {}) => ({ mode: "shared", id, description, steps, ...o });

export const EFFECTS = [
  "balloons",
  "celebration",
  "confetti",
  "echo",
  "fireworks",
  "gentle",
  "heart",
  "invisible",
  "lasers",
  "loud",
  "slam",
  "sparkles",
  "spotlight",
];
export const effectScenario = (name) =>
  S(`effect-${name}`, `Message effect ${name} on text, markdown and an attachment`, [
    [
      `space.send(effect("wow", imessage.effect.message.${name}))`,
      (c) => c.dm.send(c.effect("wow", c.imessage.effect.message[name])),
    ],
    [
      `space.send(effect(markdown("**wow**"), imessage.effect.message.${name}))`,
      (c) => c.dm.send(c.effect(c.markdown("**wow**"), c.imessage.effect.message[name])),
    ],
    [
      `space.send(effect(attachment(PNG, { name: "b.png" }), imessage.effect.message.${name}))`,
      (c) => c.dm.send(c.effect(c.attachment(PNG, { name: "b.png" }), c.imessage.effect.message[name])),
    ],
  ]);

export const md = (id, description, samples, o = {}) =>
  S(
    id,
    description,
    samples.map((m) => [`space.send(markdown(${JSON.stringify(m)}))`, (c) => c.dm.send(c.markdown(m))]),
    o,
  );

export const vcardFull = {
  name: {
    formatted: "Dr. Ada M. Lovelace",
    first: "Ada",
    last: "Lovelace",
    middle: "M.",
    prefix: "Dr.",
    suffix: "PhD",
  },
  phones: [
    { value: "+15551230009", type: "mobile" },
    { value: "+15551230010", type: "work" },
    { value: "+15551230011" },
    { value: "+15551230012", type: "other" },
  ],
  emails: [
    { value: "ada@example.com", type: "home" },
    { value: "ada@work.example", type: "work" },
  ],
  addresses: [
    { street: "1 Main St", city: "Springfield", region: "CA", postalCode: "90210", country: "USA", type: "home" },
  ],
  org: { name: "Analytical Engines", department: "R&D", title: "Engineer" },
  urls: ["https://ada.example/"],
  birthday: "1815-12-10",
  note: "Likes; commas, and\nnewlines",
};
export const VCF =
  "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Grace Hopper\r\nN:Hopper;Grace;;;\r\nTEL;TYPE=CELL:+15551230077\r\nEND:VCARD\r\n";

export const groupSend = async (c) => {
  c.state.g = await c.dm.send(
    c.group_(c.text("caption"), c.attachment(JPG, { name: "a.jpg" }), c.attachment(PNG, { name: "b.png" })),
  );
  return c.state.g;
};
export const withGroup = (c) => {
  c.group_ = c.core.group;
};

export default [
  // --- start-up and REST

  // --- text
  S("text-shared", "Plain text in shared mode", [
    ['space.send("Hello")', (c) => c.dm.send("Hello")],
    ['space.send(text("Hello 👋 wörld\\n第二行"))', (c) => c.dm.send(c.text("Hello 👋 wörld\n第二行"))],
    ['space.send("one", text("two"))', (c) => c.dm.send("one", c.text("two"))],
    ['group space.send("to the group")', (c) => c.group.send("to the group")],
    ['app.send(space, "via app")', (c) => c.app.send(c.dm, "via app")],
    ['space.send("  padded  ")', (c) => c.dm.send("  padded  ")],
    ['space.send("")', (c) => c.dm.send("")],
    ["space.send()", (c) => c.dm.send()],
  ]),
  S(
    "text-dedicated",
    "Plain text on a dedicated line",
    [
      ['space.send("Hello")', (c) => c.dm.send("Hello")],
      ['group space.send("Hello all")', (c) => c.group.send("Hello all")],
    ],
    { mode: "dedicated" },
  ),
  S("text-markdown-characters", "Plain text is not interpreted as markdown", [
    ['space.send("**not bold** _x_ `y`")', (c) => c.dm.send("**not bold** _x_ `y`")],
  ]),
  S("bad-space-ids", "Chat ids are validated before the call", [
    [
      'space.get("any;-;+15551230001 ").send("x")',
      async (c) => (await c.im.space.get("any;-;+15551230001 ")).send("x"),
    ],
    [
      'space.get("iMessage;-;+15551230001").send("x")',
      async (c) => (await c.im.space.get("iMessage;-;+15551230001")).send("x"),
    ],
    ['space.get("+15551230001").send("x")', async (c) => (await c.im.space.get(ALICE)).send("x")],
    ['space.get("any;-;").send("x")', async (c) => (await c.im.space.get("any;-;")).send("x")],
    ['space.get("").send("x")', async (c) => (await c.im.space.get("")).send("x")],
  ]),

  // --- markdown
  md("markdown-inline", "Inline styles", [
    "**bold**",
    "*italic*",
    "_italic_",
    "~~gone~~",
    "***both***",
    "**bold _and italic_ text**",
    "a **b** c *d* e ~~f~~ g",
    "`code 123 aZ`",
    "x `a` **`b`**",
    "**a**b**c**",
    "~~**x**~~ y",
  ]),
  md("markdown-blocks", "Headings, paragraphs, quotes, rules, code blocks", [
    "# Title",
    "## Sub *it*",
    "para one\n\npara two",
    "line one\nline two",
    "line one  \nline two",
    "> quote",
    "> a\n> b\n>\n> c",
    "> **bold** quote\n> > nested",
    "---",
    "before\n\n---\n\nafter",
    '```js\nconst A1 = "z";\n```',
    "    indented code",
    "# H1\n\ntext\n\n## H2\n\n- a\n- b",
  ]),
  md("markdown-lists", "Lists", [
    "- a\n- b",
    "* a\n* b",
    "1. one\n2. two",
    "3. three\n4. four",
    "- a\n  - b\n    - c",
    "1. a\n   - b\n2. c",
    "- [ ] todo\n- [x] done",
    "- **bold** item\n- *it*",
    "- a\n\n- b",
    "- a\n\n  second para\n- b",
    "0. zero\n1. one",
  ]),
  md("markdown-unicode", "Ranges count UTF-16 units", [
    "👋 **bold**",
    "**👨‍👩‍👧 family** *x*",
    "é **é** 漢字 *漢字*",
    "`A` **b**",
    "# 👍 ok **x**",
  ]),
  md(
    "markdown-edge",
    "Escapes, HTML, trimming and empty results",
    [
      "\\*not italic\\*",
      "a &amp; b &lt;c&gt;",
      "<b>html</b> text",
      "<div>block</div>",
      "   \n\n **x**  \n\n",
      "**",
      "****",
      "[x]: https://example.com",
      "&nbsp;",
      " ",
      "**bold**\n\n**bold2**",
      "*a*\n*b*",
      "~~~\nA\n~~~",
      "- \n- x",
      "> ",
    ],
    {},
  ),

  // --- attachments
  S("attachment", "Attachments from a path and from bytes", [
    ['space.send(attachment("photo.jpg"))', (c) => c.dm.send(c.attachment("photo.jpg"))],
    ['space.send(attachment("dir/pic.png"))', (c) => c.dm.send(c.attachment("dir/pic.png"))],
    [
      'space.send(attachment("photo.jpg", { name: "renamed.jpg" }))',
      (c) => c.dm.send(c.attachment("photo.jpg", { name: "renamed.jpg" })),
    ],
    ['space.send(attachment(PNG bytes, { name: "b.png" }))', (c) => c.dm.send(c.attachment(PNG, { name: "b.png" }))],
    [
      'space.send(attachment(bytes, { mimeType: "application/x-thing" }))',
      (c) => c.dm.send(c.attachment(Buffer.from("thing"), { mimeType: "application/x-thing" })),
    ],
    [
      'space.send(attachment(bytes, { id: "my-id", name: "n.txt" }))',
      (c) => c.dm.send(c.attachment(Buffer.from("text"), { id: "my-id", name: "n.txt" })),
    ],
    [
      'space.send(attachment(empty bytes, { name: "empty.txt" }))',
      (c) => c.dm.send(c.attachment(Buffer.alloc(0), { name: "empty.txt" })),
    ],
    [
      'space.send(attachment(new URL("http://cards.example/pic.png")))',
      (c) => c.dm.send(c.attachment(new URL(c.pages + "/pic.png"))),
    ],
  ]),
  S("voice", "Voice messages", [
    ['space.send(voice("note.m4a"))', (c) => c.dm.send(c.voice("note.m4a"))],
    [
      'space.send(voice(m4a bytes, { mimeType: "audio/mp4" }))',
      (c) => c.dm.send(c.voice(M4A, { mimeType: "audio/mp4" })),
    ],
    [
      'space.send(voice(m4a bytes, { name: "memo.m4a", duration: 1.5 }))',
      (c) => c.dm.send(c.voice(M4A, { name: "memo.m4a", duration: 1.5 })),
    ],
    ["space.send(voice(m4a bytes labelled audio/wav))", (c) => c.dm.send(c.voice(M4A, { mimeType: "audio/wav" }))],
    [
      "space.send(voice(non-m4a bytes labelled audio/aac))",
      (c) => c.dm.send(c.voice(Buffer.from("not really aac"), { mimeType: "audio/aac" })),
    ],
  ]),
  S("contact", "Contacts are uploaded as vCards", [
    ["space.send(contact({ all fields }))", (c) => c.dm.send(c.contact(vcardFull))],
    [
      'space.send(contact({ name: { first: "Bob", last: "Stone" }, phones: [{ value: "+15551230002" }] }))',
      (c) => c.dm.send(c.contact({ name: { first: "Bob", last: "Stone" }, phones: [{ value: BOB }] })),
    ],
    ["space.send(contact(vcf string))", (c) => c.dm.send(c.contact(VCF))],
    [
      'space.send(contact({ name: { formatted: "Zoë / Ünïcode" }, photo }))',
      (c) =>
        c.dm.send(
          c.contact({ name: { formatted: "Zoë / Ünïcode" }, photo: { mimeType: "image/png", read: async () => PNG } }),
        ),
    ],
    ["space.send(contact(user))", async (c) => c.dm.send(c.contact(await c.im.user(ALICE), { note: "hi" }))],
    ["space.send(contact({}))", (c) => c.dm.send(c.contact({}))],
  ]),
  S("richlink", "Links with a preview", [
    ['space.send(richlink("https://example.com/a?b=c"))', (c) => c.dm.send(c.richlink("https://example.com/a?b=c"))],
    ['space.send(richlink("not a url"))', (c) => c.dm.send(c.richlink("not a url"))],
    [
      'message.reply(richlink("https://example.com"))',
      async (c) => (c.state.m ??= await c.dm.send("base")).reply(c.richlink("https://example.com")),
    ],
  ]),
  S("poll", "Polls", [
    ['space.send(poll("Lunch?", "Pizza", "Sushi"))', (c) => c.dm.send(c.poll("Lunch?", "Pizza", "Sushi"))],
    [
      'space.send(poll("Lunch?", ["Pizza", option("Sushi"), "Tacos"]))',
      (c) => c.group.send(c.poll("Lunch?", ["Pizza", c.option("Sushi"), "Tacos"])),
    ],
    ['space.send(poll("Alone", "Only"))', (c) => c.dm.send(c.poll("Alone", "Only"))],
    [
      'space.send(poll("Many", 11 options))',
      (c) =>
        c.dm.send(
          c.poll(
            "Many",
            Array.from({ length: 11 }, (_, i) => `o${i}`),
          ),
        ),
    ],
    ['space.send(poll("", "a", "b"))', (c) => c.dm.send(c.poll("", "a", "b"))],
    ['space.send(poll(301 characters, "a", "b"))', (c) => c.dm.send(c.poll("x".repeat(301), "a", "b"))],
    ['space.send(poll("Dup", "a", "a"))', (c) => c.dm.send(c.poll("Dup", "a", "a"))],
  ]),
  S("poll-unsupported-targets", "A poll cannot be replied to, reacted to, edited or unsent", [
    ["const p = space.send(poll(...))", async (c) => (c.state.p = await c.dm.send(c.poll("Lunch?", "Pizza", "Sushi")))],
    ['p.reply("x")', (c) => c.state.p.reply("x")],
    ['p.react("👍")', (c) => c.state.p.react("👍")],
    ['p.edit("x")', (c) => c.state.p.edit("x")],
    ["p.unsend()", (c) => c.state.p.unsend()],
    ["space.getMessage(p.id)", (c) => c.dm.getMessage(c.state.p.id)],
    ["text.reply(poll(...))", async (c) => (await c.dm.send("t")).reply(c.poll("Lunch?", "Pizza", "Sushi"))],
  ]),

  // --- groups of parts
  S(
    "group-parts",
    "Multi-part messages",
    [
      ['space.send(group(text("caption"), attachment a.jpg, attachment b.png))', groupSend],
      [
        "space.send(group(attachment a.jpg, attachment b.png))",
        (c) => c.dm.send(c.group_(c.attachment(JPG, { name: "a.jpg" }), c.attachment(PNG, { name: "b.png" }))),
      ],
      [
        'space.send(group(attachment a.jpg, "caption"))',
        (c) => c.dm.send(c.group_(c.attachment(JPG, { name: "a.jpg" }), "caption")),
      ],
      [
        'space.send(group(markdown("**bold** caption"), attachment a.jpg))',
        (c) => c.dm.send(c.group_(c.markdown("**bold** caption"), c.attachment(JPG, { name: "a.jpg" }))),
      ],
      [
        "space.send(group(contact, voice))",
        (c) => c.dm.send(c.group_(c.contact(VCF), c.voice(M4A, { name: "v.m4a" }))),
      ],
    ],
    { prepare: withGroup, varies: ["the arrival order of parallel UploadAttachment calls within one step"] },
  ),
  S(
    "group-parts-errors",
    "Multi-part messages that are refused",
    [
      ['space.send(group("a", "b"))', (c) => c.dm.send(c.group_("a", "b"))],
      [
        'space.send(group(text("a"), markdown("b"), attachment))',
        (c) => c.dm.send(c.group_("a", c.markdown("b"), c.attachment(JPG, { name: "a.jpg" }))),
      ],
      ['space.send(group("a"))', (c) => c.dm.send(c.group_("a"))],
      ["space.send(group())", (c) => c.dm.send(c.group_())],
      ['space.send(group("a", poll))', (c) => c.dm.send(c.group_("a", c.poll("q", "a", "b")))],
      [
        'space.send(group("a", group(...)))',
        (c) => c.dm.send(c.group_("a", c.group_("b", c.attachment(JPG, { name: "a.jpg" })))),
      ],
      ['space.send(group("a", richlink))', (c) => c.dm.send(c.group_("a", c.richlink("https://example.com")))],
      [
        'space.send(group("a", effect("b")))',
        (c) => c.dm.send(c.group_("a", c.effect("b", c.imessage.effect.message.slam))),
      ],
      [
        'space.send(group("a", reaction))',
        async (c) => c.dm.send(c.group_("a", c.reaction("👍", await c.dm.send("t")))),
      ],
      [
        "message.reply(group(...))",
        async (c) => (await c.dm.send("t")).reply(c.group_("a", c.attachment(JPG, { name: "a.jpg" }))),
      ],
    ],
    { prepare: withGroup },
  ),

  // --- effects
  ...["balloons", "celebration", "confetti", "fireworks", "gentle", "heart", "loud", "slam", "sparkles"].map(
    effectScenario,
  ),
  S("effect-errors", "Effects that are refused, and an effect inside a reply", [
    ['space.send(effect("x", "nope"))', (c) => c.dm.send(c.effect("x", "nope"))],
    [
      "space.send(effect(poll, slam))",
      (c) => c.dm.send(c.effect(c.poll("q", "a", "b"), c.imessage.effect.message.slam)),
    ],
    [
      "space.send(effect(voice, slam))",
      (c) => c.dm.send(c.effect(c.voice(M4A, { mimeType: "audio/mp4" }), c.imessage.effect.message.slam)),
    ],
    [
      "space.send(effect(richlink, slam))",
      (c) => c.dm.send(c.effect(c.richlink("https://example.com"), c.imessage.effect.message.slam)),
    ],
    [
      'message.reply(effect("boom", slam))',
      async (c) => (await c.dm.send("t")).reply(c.effect("boom", c.imessage.effect.message.slam)),
    ],
    ["Object.entries(imessage.effect.message)", (c) => ({ ...c.imessage.effect.message })],
  ]),

  // --- background
  S("background-set", "Setting a chat background", [
    ['space.background("photo.jpg")', (c) => c.dm.background("photo.jpg")],
    [
      'space.background(JPEG bytes, { mimeType: "image/jpeg" })',
      (c) => c.dm.background(JPG, { mimeType: "image/jpeg" }),
    ],
    [
      'space.send(background(PNG bytes, { mimeType: "image/png" }))',
      (c) => c.dm.send(c.background(PNG, { mimeType: "image/png" })),
    ],
    ['group space.background("photo.jpg")', (c) => c.group.background("photo.jpg")],
    [
      'space.background(new URL("http://cards.example/pic.png"))',
      (c) => c.dm.background(new URL(c.pages + "/pic.png")),
    ],
    ["space.background(PNG bytes) without mimeType", (c) => c.dm.background(PNG)],
    ['space.background("missing.jpg")', (c) => c.dm.background("missing.jpg")],
  ]),
  S("background-clear", "Clearing a chat background, and a file that is named clear", [
    ['space.background("clear")', (c) => c.dm.background("clear")],
    ['space.send(background("clear"))', (c) => c.dm.send(c.background("clear"))],
    ['space.background("./clear")', (c) => c.dm.background("./clear")],
    [
      'space.background("./clear", { mimeType: "image/png" })',
      (c) => c.dm.background("./clear", { mimeType: "image/png" }),
    ],
    [
      'space.background("clear", { mimeType: "image/png" })',
      (c) => c.dm.background("clear", { mimeType: "image/png" }),
    ],
  ]),
  S("contact-card", "Sharing the account's own contact card", [
    ["space.shareContactCard()", (c) => c.dm.shareContactCard()],
    ["space.send(nativeContactCard())", (c) => c.group.send(c.nativeContactCard())],
  ]),

  // --- reply / reaction / edit / unsend
  S("reply", "Replies", [
    ['const m = space.send("base")', async (c) => (c.state.m = await c.dm.send("base"))],
    ['m.reply("text")', (c) => c.state.m.reply("text")],
    ['space.send(reply("text", m))', (c) => c.dm.send(c.reply("text", c.state.m))],
    ['m.reply(markdown("**b**"))', (c) => c.state.m.reply(c.markdown("**b**"))],
    ['m.reply(attachment(PNG, { name: "b.png" }))', (c) => c.state.m.reply(c.attachment(PNG, { name: "b.png" }))],
    ["m.reply(voice(M4A))", (c) => c.state.m.reply(c.voice(M4A, { name: "v.m4a" }))],
    ["m.reply(contact(vcf))", (c) => c.state.m.reply(c.contact(VCF))],
    ['m.reply("one", "two")', (c) => c.state.m.reply("one", "two")],
    ['inbound.reply("hi back")', async (c) => (await c.dm.getMessage("IN-TEXT")).reply("hi back")],
    ['inbound part.reply("about part 1")', async (c) => (await c.dm.getMessage("p:1/IN-MULTI")).reply("about part 1")],
    ['m.reply(background("clear"))', (c) => c.state.m.reply(c.background("clear"))],
    ['space.send(reply("x", undefined))', (c) => c.dm.send(c.reply("x", undefined))],
    ["m.reply(typing())", (c) => c.state.m.reply(c.typing())],
    ['m.reply(reply("x", m))', (c) => c.state.m.reply(c.reply("x", c.state.m))],
  ]),
  S("reaction-tapbacks", "The six tapbacks, on a plain message", [
    ['const m = space.send("base")', async (c) => (c.state.m = await c.dm.send("base"))],
    ...["❤️", "👍", "👎", "😂", "‼️", "❓"].map((e) => [`m.react("${e}")`, (c) => c.state.m.react(e)]),
    ...["love", "like", "dislike", "laugh", "emphasize", "question"].map((e) => [
      `m.react(Emoji.${e})`,
      (c) => c.state.m.react(c.Emoji[e]),
    ]),
  ]),
  S("edit", "Edits", [
    ['const m = space.send("base")', async (c) => (c.state.m = await c.dm.send("base"))],
    ['m.edit("changed")', (c) => c.state.m.edit("changed")],
    ['space.edit(m, "again")', (c) => c.dm.edit(c.state.m, "again")],
    ['app.edit(m, "via app")', (c) => c.app.edit(c.state.m, "via app")],
    ['space.send(edit("canonical", m))', (c) => c.dm.send(c.edit("canonical", c.state.m))],
    [
      'm.edit(markdown("**bold** and [l](https://e.example)"))',
      (c) => c.state.m.edit(c.markdown("**bold** and [l](https://e.example)")),
    ],
    ["m.edit(attachment(PNG))", (c) => c.state.m.edit(c.attachment(PNG, { name: "b.png" }))],
    ['m.edit(app("https://e.example"))', (c) => c.state.m.edit(c.core.app("https://e.example"))],
    [
      "m.edit(text(async iterable))",
      (c) =>
        c.state.m.edit(
          c.text(
            (async function* () {
              yield "streamed ";
              yield "edit";
            })(),
          ),
        ),
    ],
    ['space.send(edit("x", undefined))', (c) => c.dm.send(c.edit("x", undefined))],
    ['inbound.edit("x")', async (c) => (await c.dm.getMessage("IN-TEXT")).edit("x")],
    ['getMessage of an own message, then .edit("x")', async (c) => (await c.dm.getMessage("OUT-TEXT")).edit("x")],
    ['space.send(edit(reply("x", m), m))', (c) => c.dm.send(c.edit(c.reply("x", c.state.m), c.state.m))],
  ]),
  S("unsend", "Unsend a message, a part and a reaction", [
    ['const m = space.send("base")', async (c) => (c.state.m = await c.dm.send("base"))],
    ['const r = m.react("👍")', async (c) => (c.state.r = await c.state.m.react("👍"))],
    ["r.unsend()", (c) => c.state.r.unsend()],
    ['const e = m.react("🎉"); e.unsend()', async (c) => (await c.state.m.react("🎉")).unsend()],
    ["m.unsend()", (c) => c.state.m.unsend()],
    ["space.unsend(m)", (c) => c.dm.unsend(c.state.m)],
    ["space.send(unsend(m))", (c) => c.dm.send(c.unsend(c.state.m))],
    [
      'const g = group(...); g.items[1].react("❤️").unsend()',
      async (c) => {
        const g = await c.dm.send(c.core.group("a", c.attachment(JPG, { name: "a.jpg" })));
        return (await g.content.items[1].react("❤️")).unsend();
      },
    ],
    ["space.send(unsend(undefined))", (c) => c.dm.send(c.unsend(undefined))],
    ["inbound.unsend()", async (c) => (await c.dm.getMessage("IN-TEXT")).unsend()],
  ]),

  // --- signals
  S("typing", "Typing indicators", [
    ["space.startTyping()", (c) => c.dm.startTyping()],
    ["space.stopTyping()", (c) => c.dm.stopTyping()],
    ["space.send(typing())", (c) => c.dm.send(c.typing())],
    ['space.send(typing("stop"))', (c) => c.dm.send(c.typing("stop"))],
    [
      'space.responding(async () => space.send("done"))',
      (c) =>
        c.dm.responding(async () => {
          await c.dm.send("done");
          return 42;
        }),
    ],
    [
      "space.responding(async () => { throw })",
      (c) =>
        c.dm.responding(async () => {
          throw new Error("handler failed");
        }),
    ],
    ["app.responding(space, fn)", (c) => c.app.responding(c.group, async () => "x")],
  ]),
  S("read", "Mark as read", [
    ["inbound.read()", async (c) => (await c.dm.getMessage("IN-TEXT")).read()],
    ["space.read(inbound)", async (c) => c.dm.read(await c.dm.getMessage("IN-TEXT"))],
    ["space.send(read(inbound part))", async (c) => c.dm.send(c.core.read(await c.dm.getMessage("p:1/IN-MULTI")))],
    ["outbound.read()", async (c) => (await c.dm.send("x")).read()],
  ]),

  // --- group management
  S("group-manage", "Group management on a shared line", [
    ['group.rename("New name")', (c) => c.group.rename("New name")],
    ['group.send(rename("  padded  "))', (c) => c.group.send(c.rename("  padded  "))],
    ['group.avatar("photo.jpg")', (c) => c.group.avatar("photo.jpg")],
    ['group.avatar(PNG bytes, { mimeType: "image/png" })', (c) => c.group.avatar(PNG, { mimeType: "image/png" })],
    ["group.avatar(PNG bytes) without mimeType", (c) => c.group.avatar(PNG)],
    ['group.avatar("clear")', (c) => c.group.avatar("clear")],
    ['group.add("+15551230002")', (c) => c.group.add(BOB)],
    ['group.add(["+15551230002", user])', async (c) => c.group.add([BOB, await c.im.user(CAROL)])],
    ['group.remove("+15551230002")', (c) => c.group.remove(BOB)],
    ["group.leave()", (c) => c.group.leave()],
    ['group.rename("")', (c) => c.group.rename("")],
    ['group.rename("   ")', (c) => c.group.rename("   ")],
    ["group.add([])", (c) => c.group.add([])],
    ['group.add("  ")', (c) => c.group.add("  ")],
  ]),
  S("group-manage-dm", "Group management on a direct chat is skipped with a warning", [
    ['dm.rename("x")', (c) => c.dm.rename("x")],
    ['dm.avatar("photo.jpg")', (c) => c.dm.avatar("photo.jpg")],
    ['dm.add("+15551230002")', (c) => c.dm.add(BOB)],
    ['dm.remove("+15551230002")', (c) => c.dm.remove(BOB)],
    ["dm.leave()", (c) => c.dm.leave()],
    ["dm.getMembers()", (c) => c.dm.getMembers()],
    ["dm.getAvatar()", (c) => c.dm.getAvatar()],
    ["dm.getDisplayName()", (c) => c.dm.getDisplayName()],
  ]),
  S("group-read-shared", "Reading group state on a shared line", [
    ["group.getMembers()", (c) => c.group.getMembers()],
    ["group.getAvatar()", (c) => c.group.getAvatar()],
    ["group.getDisplayName()", (c) => c.group.getDisplayName()],
  ]),
  S(
    "group-read-dedicated",
    "Reading group state: the own number is left out",
    [
      ["group.getMembers()", (c) => c.group.getMembers()],
      ["group.getAvatar()", (c) => c.group.getAvatar()],
      ["group.getDisplayName()", (c) => c.group.getDisplayName()],
    ],
    { mode: "dedicated" },
  ),

  // --- reads
  S("get-message", "Fetching messages by id", [
    ['space.getMessage("IN-TEXT")', (c) => c.dm.getMessage("IN-TEXT")],
    ['space.getMessage("IN-TEXT") again (cached)', (c) => c.dm.getMessage("IN-TEXT")],
    ['space.getMessage("IN-ATT")', (c) => c.dm.getMessage("IN-ATT")],
    ['space.getMessage("IN-MULTI")', (c) => c.dm.getMessage("IN-MULTI")],
    ['space.getMessage("p:1/IN-MULTI") (cached through its parent)', (c) => c.dm.getMessage("p:1/IN-MULTI")],
    ['space.getMessage("p:7/IN-MULTI")', (c) => c.dm.getMessage("p:7/IN-MULTI")],
    ['space.getMessage("p:0/IN-TEXT")', (c) => c.dm.getMessage("p:0/IN-TEXT")],
    ['space.getMessage("OUT-TEXT")', (c) => c.dm.getMessage("OUT-TEXT")],
    ['space.getMessage("nope")', (c) => c.dm.getMessage("nope")],
    ['space.getMessage("p:0/nope")', (c) => c.dm.getMessage("p:0/nope")],
  ]),
  S("get-attachment", "Fetching an attachment and its bytes", [
    ['imessage(app).getAttachment("ATT-1")', async (c) => (c.state.a = await c.im.getAttachment("ATT-1"))],
    ["a.read()", (c) => c.state.a.read()],
    ["a.read() again (memoised)", (c) => c.state.a.read()],
    [
      "a.stream()",
      async (c) => {
        const out = [];
        for await (const x of await c.state.a.stream()) out.push(Buffer.from(x));
        return out;
      },
    ],
    ['imessage(app).getAttachment("ATT-live") and read()', async (c) => (await c.im.getAttachment("ATT-live")).read()],
    ['imessage(app).getAttachment("ATT-missing")', (c) => c.im.getAttachment("ATT-missing")],
  ]),

  // --- spaces
  S("space-create-shared", "Creating spaces in shared mode makes no call", [
    ['space.create("+15551230001")', (c) => c.im.space.create(ALICE)],
    ["space.create(user)", async (c) => c.im.space.create(await c.im.user(CAROL))],
    ['space.create(["+15551230001"])', (c) => c.im.space.create([ALICE])],
    ['space.create(["+15551230001", "+15551230002"])', (c) => c.im.space.create([ALICE, BOB])],
    ["space.create([])", (c) => c.im.space.create([])],
    ['space.create("+15551230001", { phone: "+15559990001" })', (c) => c.im.space.create(ALICE, { phone: LINE_A })],
    ['space.create(" (555) 123-0001 ")', (c) => c.im.space.create(" (555) 123-0001 ")],
    ['space.create("+15551230001").send("hi")', async (c) => (await c.im.space.create(ALICE)).send("hi")],
    ['space.create("")', (c) => c.im.space.create("")],
  ]),
  S(
    "space-create-dedicated",
    "Creating spaces with dedicated lines",
    [
      ['space.create("+15551230001", { phone: LINE_A })', (c) => c.im.space.create(ALICE, { phone: LINE_A })],
      ['space.create("+15551230001", { phone: LINE_B })', (c) => c.im.space.create(ALICE, { phone: LINE_B })],
      [
        'space.create(["+15551230001", "+15551230002"], { phone: LINE_A })',
        (c) => c.im.space.create([ALICE, BOB], { phone: LINE_A }),
      ],
      [
        'space.create("+15551230001", { phone: "+15550000000" })',
        (c) => c.im.space.create(ALICE, { phone: "+15550000000" }),
      ],
      ["space.create([])", (c) => c.im.space.create([])],
      ['space.create("+15551230001", { phone: 5 })', (c) => c.im.space.create(ALICE, { phone: 5 })],
      [
        'space.create("carol@example.com", { phone: LINE_B }).send("hi")',
        async (c) => (await c.im.space.create(CAROL, { phone: LINE_B })).send("hi"),
      ],
    ],
    { mode: "dedicated" },
  ),
  S(
    "space-create-unpinned",
    "Creating a space without naming the line picks one at random",
    [['space.create("+15551230001")', (c) => c.im.space.create(ALICE)]],
    {
      mode: "dedicated",
      varies: ["the line is chosen at random: the authorization token and space.phone are those of either line"],
    },
  ),
  S("space-get", "Getting spaces by id", [
    ["space.get(DM)", (c) => c.im.space.get(DM)],
    ["space.get(GROUP)", (c) => c.im.space.get(GROUP)],
    ["space.get(DM, { phone: LINE_A })", (c) => c.im.space.get(DM, { phone: LINE_A })],
  ]),
  S(
    "space-get-dedicated",
    "Getting spaces with several lines",
    [
      ["space.get(DM)", (c) => c.im.space.get(DM)],
      ["space.get(GROUP, { phone: LINE_B })", (c) => c.im.space.get(GROUP, { phone: LINE_B })],
      ['space.get(DM, { phone: "+15550000000" })', (c) => c.im.space.get(DM, { phone: "+15550000000" })],
      [
        'space.get(DM, { phone: "+15550000000" }).send("x")',
        async (c) => (await c.im.space.get(DM, { phone: "+15550000000" })).send("x"),
      ],
    ],
    { mode: "dedicated" },
  ),
  S(
    "space-get-explicit",
    "Getting spaces with one explicit client",
    [
      ["space.get(DM)", (c) => c.im.space.get(DM)],
      ["space.get(GROUP)", (c) => c.im.space.get(GROUP)],
    ],
    { mode: "explicit" },
  ),

  // --- cards
  S("mini-app", "A card of the caller's own extension, sent and updated", [
    [
      "const m = space.send(customizedMiniApp({...}))",
      async (c) =>
        (c.state.m = await c.dm.send(
          c.customizedMiniApp({
            appName: "Sample",
            appStoreId: 123456789,
            extensionBundleId: "com.example.app.ext",
            teamId: "ABCDE12345",
            url: "https://example.com/card?id=1",
            layout: {
              caption: "Title",
              subcaption: "Sub",
              trailingCaption: "TR",
              trailingSubcaption: "TS",
              image: new Uint8Array(JPG),
              imageTitle: "IT",
              imageSubtitle: "IS",
              summary: "Sum",
            },
            live: true,
          }),
        )),
    ],
    [
      "m.edit(customizedMiniApp({...}))",
      (c) =>
        c.state.m.edit(
          c.customizedMiniApp({
            appName: "Sample",
            extensionBundleId: "com.example.app.ext",
            teamId: "ABCDE12345",
            url: "https://example.com/card?id=2",
            layout: { caption: "Updated" },
          }),
        ),
    ],
    [
      "m.edit(customizedMiniApp({...})) again",
      (c) =>
        c.state.m.edit(
          c.customizedMiniApp({
            appName: "Sample",
            extensionBundleId: "com.example.app.ext",
            teamId: "ABCDE12345",
            url: "https://example.com/card?id=3",
            layout: { caption: "Updated twice" },
            live: false,
          }),
        ),
    ],
    ["m.miniAppCardSession", (c) => c.state.m.miniAppCardSession],
  ]),

  // --- streaming text
  S("unsupported-content", "Content the platform does not support is skipped with a warning", [
    ["space.send(custom({ a: 1 }))", (c) => c.dm.send(c.custom({ a: 1 }))],
    ['space.send("a", custom({}), "b")', (c) => c.dm.send("a", c.custom({}), "b")],
    ["m.reply(custom({}))", async (c) => (await c.dm.send("t")).reply(c.custom({}))],
  ]),
];

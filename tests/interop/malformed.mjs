// Requests that make no sense, for each call. What is wrong with them is INVALID_ARGUMENT with the code
// `invalidArgument`; where a request is well formed and names nothing that is there, the code says what is missing.

const INVALID = ["INVALID_ARGUMENT", "invalidArgument"];
const missing = (code) => ["NOT_FOUND", code];
const CHATS = ["", "x", "any;-;", "any;+;", "who;-;+15551230001", "any;-;not an address", "any;*;+15551230001"];
const ADDRESSES = ["", "  ", "nonsense", "+1", "a@", "@b", `+${"1".repeat(40)}`];
const NOBODY = "4D000000-0000-4000-8000-00000000FFFF";
const LONG = "x".repeat(5000);
const HUGE = "x".repeat(300_000);

const invalid = (...requests) => requests.map((request) => [request, INVALID]);

/**
 * The table. `c` has a direct conversation `dm` with a message of the agent `mine`, a `group`, a `file`, a `poll` and
 * the `session` of a card.
 */
export function malformed(c) {
  const chats = (more = {}) => invalid(...CHATS.map((chatGuid) => ({ chatGuid, ...more })));
  const target = { chatGuid: c.dm, messageGuid: c.mine };
  const targets = (more = {}) => [
    ...invalid(more),
    ...invalid(...CHATS.map((chatGuid) => ({ ...more, target: { ...target, chatGuid } }))),
    [{ ...more, target: { ...target, messageGuid: NOBODY } }, missing("messageNotFound")],
    [{ ...more, target: { ...target, messageGuid: "" } }, missing("messageNotFound")],
  ];
  const addresses = invalid(...ADDRESSES.map((address) => ({ address })));
  const card = {
    teamId: "ABCDE12345",
    extensionBundleId: "com.example.ext",
    appName: "Sample",
    url: "https://example.com/1",
    layout: { caption: "Hi" },
  };
  const image = Buffer.from("ffd8ffe0", "hex");
  const cards = (where) =>
    invalid(
      { ...card, ...where, teamId: "" },
      { ...card, ...where, teamId: "short" },
      { ...card, ...where, teamId: "abcde12345" },
      { ...card, ...where, extensionBundleId: "" },
      { ...card, ...where, extensionBundleId: "a:b" },
      { ...card, ...where, appName: "" },
      { ...card, ...where, url: "" },
      { ...card, ...where, url: "example.com" },
      { ...card, ...where, url: "ftp://example.com" },
      { ...card, ...where, appStoreId: 0 },
      { ...card, ...where, appStoreId: -1 },
      { ...card, ...where, layout: undefined },
      { ...card, ...where, layout: {} },
      { ...card, ...where, layout: { summary: "alone" } },
      { ...card, ...where, layout: { caption: "c", imageTitle: "without an image" } },
      { ...card, ...where, layout: { caption: "c", imageSubtitle: "without an image" } },
      { ...card, ...where, layout: { image } },
      { ...card, ...where, layout: { image: Buffer.from("GIF89a"), imageTitle: "no JPEG" } },
    );
  const pages = (where = {}) =>
    invalid(
      { ...where, pageSize: 0 },
      { ...where, pageSize: -1 },
      { ...where, pageSize: 101 },
      { ...where, pageToken: "what" },
    );
  const text = { chatGuid: c.dm, text: "x" };
  const poll = { pollMessageGuid: c.poll.guid };
  const nowhere = [
    [{ pollMessageGuid: "" }, missing("pollNotFound")],
    [{ pollMessageGuid: NOBODY }, missing("pollNotFound")],
    [{ pollMessageGuid: c.mine }, missing("pollNotFound")],
  ];
  const group = { chatGuid: c.group };
  const unknown = { chatGuid: "any;+;chat-nobody-made" };
  const noGroup = [
    [{ chatGuid: c.dm }, ["UNIMPLEMENTED", "operationNotSupported"]],
    [unknown, missing("chatNotFound")],
  ];
  const noFile = (where, name) => [
    ...invalid({ ...where, [name]: {} }),
    [{ ...where, [name]: { attachmentGuid: "A7-missing" } }, missing("attachmentNotFound")],
    [{ ...where, [name]: { attachmentPath: "/etc/passwd" } }, missing("attachmentNotFound")],
  ];

  return {
    GetAddressInfo: addresses,
    GetFocusStatus: addresses,
    GetIMessageAvailability: addresses,
    GetAttachmentInfo: [
      [{}, missing("attachmentNotFound")],
      [{ attachmentGuid: "A7-missing" }, missing("attachmentNotFound")],
    ],
    DownloadAttachment: [
      [{}, missing("attachmentNotFound")],
      [{ attachmentGuid: "../../etc/passwd" }, missing("attachmentNotFound")],
    ],
    UploadAttachment: [],
    CreateChat: invalid(
      {},
      ...ADDRESSES.map((address) => ({ addresses: [address] })),
      { addresses: Array.from({ length: 1001 }, (_, n) => `+1555${1_000_000 + n}`) },
      { addresses: [c.alice], initialMessage: {} },
      { addresses: [c.alice], initialMessage: { text: "x", effectId: "com.example.none" } },
    ),
    MarkChatRead: chats(),
    SetBackground: [
      ...chats({ data: c.png }),
      ...invalid({ chatGuid: c.dm }, { chatGuid: c.dm, data: Buffer.from("BM6") }),
    ],
    RemoveBackground: chats(),
    ShareContactInfo: chats(),
    SetTyping: chats({ isTyping: true }),
    GetChat: [...chats(), [unknown, missing("chatNotFound")]],
    GetChatCount: [],
    HasBackground: chats(),
    SubscribeChatEvents: chats(),
    CatchUpEvents: invalid({ afterSequence: "9007199254740991" }),
    SetDisplayName: [
      ...chats({ displayName: "x" }),
      ...invalid(group, { ...group, displayName: LONG }),
      ...noGroup.map(([where, code]) => [{ ...where, displayName: "x" }, code]),
    ],
    AddParticipants: [
      ...chats({ addresses: [c.alice] }),
      ...invalid(group, ...ADDRESSES.map((address) => ({ ...group, addresses: [address] }))),
      ...noGroup.map(([where, code]) => [{ ...where, addresses: [c.alice] }, code]),
    ],
    RemoveParticipants: [
      ...chats({ addresses: [c.alice] }),
      ...invalid(group),
      [{ ...group, addresses: ["+15559998888"] }, missing("addressNotFound")],
      ...noGroup.map(([where, code]) => [{ ...where, addresses: [c.alice] }, code]),
    ],
    LeaveGroup: [...chats(), ...noGroup],
    SetIcon: [
      ...chats({ data: c.png }),
      ...invalid(group, { ...group, data: Buffer.from("<svg/>") }),
      ...noGroup.map(([where, code]) => [{ ...where, data: c.png }, code]),
    ],
    RemoveIcon: [...chats(), ...noGroup],
    GetIcon: [...chats(), [group, missing("groupIconNotFound")], [unknown, missing("chatNotFound")]],
    SubscribeGroupEvents: chats(),
    ListSharedFriendLocations: [],
    GetSharedFriendLocation: [...addresses, [{ address: "+15559998888" }, missing("sharedFriendLocationNotFound")]],
    RequestFriendLocationSharing: [
      ...chats({ address: c.alice }),
      ...invalid(...ADDRESSES.map((address) => ({ chatGuid: c.dm, address }))),
      ...invalid({ chatGuid: c.dm, address: "+15559998888" }),
      [{ ...unknown, address: c.alice }, missing("chatNotFound")],
    ],
    WatchSharedFriendLocations: invalid(...ADDRESSES.map((address) => ({ address }))),
    SendTextMessage: [
      ...chats({ text: "x" }),
      ...invalid({ chatGuid: c.dm }, { ...text, effectId: "com.example.none" }, { ...text, text: HUGE }),
      [{ ...text, replyTo: { messageGuid: NOBODY } }, missing("messageNotFound")],
      [{ ...unknown, text: "x" }, missing("chatNotFound")],
    ],
    SendAttachmentMessage: [
      ...chats({ attachment: { attachmentGuid: c.file } }),
      ...invalid({ chatGuid: c.dm }, { chatGuid: c.dm, attachment: { attachmentGuid: c.file }, effectId: "none" }),
      ...noFile({ chatGuid: c.dm }, "attachment"),
    ],
    SendMultipartMessage: [
      ...chats({ parts: [{ text: "x" }] }),
      ...invalid(
        { chatGuid: c.dm },
        { chatGuid: c.dm, parts: [{}] },
        { chatGuid: c.dm, parts: [{ text: "x" }, { text: "" }] },
      ),
      [{ chatGuid: c.dm, parts: [{ attachment: { attachmentGuid: "A7-missing" } }] }, missing("attachmentNotFound")],
    ],
    SendCustomizedMiniAppMessage: [...chats(card), ...cards({ chatGuid: c.dm })],
    UpdateCustomizedMiniAppMessage: [
      ...invalid(card),
      ...invalid(...CHATS.map((chatGuid) => ({ ...card, session: { ...c.session, chatGuid } }))),
      ...cards({ session: c.session }),
      [{ ...card, session: { ...c.session, targetMessageGuid: NOBODY } }, missing("messageNotFound")],
      [{ ...card, session: { ...c.session, sessionId: "another" } }, ["FAILED_PRECONDITION", "preconditionFailed"]],
    ],
    EditMessage: [...targets({ newText: "x" }), ...invalid({ target }, { target, newText: HUGE })],
    UnsendMessage: targets(),
    SetReaction: [
      ...targets({ reaction: {}, isSet: true }),
      ...invalid(
        { target, isSet: true },
        { target, isSet: true, reaction: { kind: "MESSAGE_REACTION_KIND_EMOJI" } },
        { target, isSet: true, reaction: { kind: "MESSAGE_REACTION_KIND_EMOJI", emoji: LONG } },
        { target, isSet: true, reaction: { kind: "MESSAGE_REACTION_KIND_STICKER" } },
        { target, isSet: true, reaction: { kind: 99 } },
      ),
    ],
    PlaceSticker: [
      ...targets({ sticker: { attachmentGuid: c.file }, placement: {} }),
      ...invalid({ target, placement: {} }),
      ...noFile({ target, placement: {} }, "sticker"),
    ],
    NotifySilencedMessage: [
      ...chats({ messageGuid: c.mine }),
      [{ chatGuid: c.dm, messageGuid: NOBODY }, missing("messageNotFound")],
    ],
    GetMessage: [
      [{}, missing("messageNotFound")],
      [{ messageGuid: NOBODY }, missing("messageNotFound")],
    ],
    ListRecentMessages: pages(),
    ListChatMessages: [...chats(), ...pages({ chatGuid: c.dm })],
    GetEmbeddedMedia: [
      ...chats({ messageGuid: c.mine }),
      [{ chatGuid: c.dm, messageGuid: c.mine }, missing("attachmentNotFound")],
      [{ chatGuid: c.dm, messageGuid: NOBODY }, missing("messageNotFound")],
    ],
    SubscribeMessageEvents: chats(),
    CreatePoll: [
      ...chats({ title: "t", options: ["a", "b"] }),
      ...invalid(
        { chatGuid: c.dm, options: ["a", "b"] },
        { chatGuid: c.dm, title: "t" },
        { chatGuid: c.dm, title: "t", options: ["a", ""] },
        { chatGuid: c.dm, title: "t", options: ["a", "x".repeat(2_000_000)] },
      ),
    ],
    VotePoll: [...nowhere, ...invalid(poll, { ...poll, optionIdentifier: "nope" })],
    UnvotePoll: nowhere,
    AddPollOption: [
      ...nowhere.map(([where, code]) => [{ ...where, optionText: "x" }, code]),
      ...invalid(poll, { ...poll, optionText: "x".repeat(2_000_000) }),
    ],
    GetPoll: nowhere,
    SubscribePollEvents: [],
  };
}

/** Bytes that are no request at all. */
export const GARBAGE = ["ffffffff", "0a05", "07"].map((hex) => Buffer.from(hex, "hex"));

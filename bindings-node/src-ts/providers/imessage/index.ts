/** iMessage: its configuration and what only iMessage has. */
export { background, customizedMiniApp, effect, nativeContactCard, read } from "../../content.js";
export type { BackgroundInput, BackgroundOptions, CustomizedMiniAppInput } from "../../content.js";
export { Emoji } from "../../emoji.js";
export { imessage } from "../../imessage.js";
export type {
  IMessage,
  IMessageApp,
  IMessageMessageEffect,
  IMessageSpaces,
  MessageEffects,
  RecentOptions,
  SpaceOptions,
  TapbackName,
  Tapbacks,
  UserOptions,
} from "../../imessage.js";
export type {
  CatchUpComplete,
  ChangeRecord,
  EventFields,
  EventOf,
  EventRecord,
  GroupChangeRecord,
  LineEvent,
  PollChangeRecord,
} from "../../line/changes.js";
export type { LineAttachments } from "../../line/attachments.js";
export type { LineChats, LineGroups } from "../../line/chats.js";
export type { LineEvents } from "../../line/events.js";
export type { Quota } from "../../quota.js";
export type { Line } from "../../line/line.js";
export type { LineMessages } from "../../line/messages.js";
export type { LineAddresses, LineLocations } from "../../line/people.js";
export type { LinePolls } from "../../line/polls.js";
export type {
  AddressDetails,
  AppliedReactionRecord,
  AttachmentRecord,
  ChatRecord,
  CompanionRecord,
  CreatedChat,
  LocationRecord,
  LocationUpdate,
  MediaRecord,
  MessageBody,
  MessagePage,
  MessageRecord,
  MiniAppLayoutRecord,
  MiniAppRecord,
  PlacedStickerRecord,
  PollOptionRecord,
  PollRecord,
  PollVoteRecord,
  ReactionInfo,
  SentRecord,
  ServiceName,
  SharingRequest,
  StickerPlacement,
  Uploaded,
} from "../../line/records.js";
export type {
  ChatTarget,
  CreateChatOptions,
  EditOptions,
  FileMessageOptions,
  Keyed,
  MessageFilter,
  MessagePart,
  MessageTarget,
  MultipartOptions,
  Page,
  PartOptions,
  ReplyOptions,
  ReplyTarget,
  SettableReaction,
  TextFormat,
  TextOptions,
} from "../../line/requests.js";
export type { LineStream } from "../../line/stream.js";
export type { ClientConfig, IMessageConfig } from "../../provider.js";
export type {
  CustomizedMiniApp,
  CustomizedMiniAppLayout,
  IMessageAddress,
  IMessageAppliedReaction,
  IMessageAttachmentMetadata,
  IMessageFields,
  IMessageMention,
  IMessageMessage,
  IMessageMiniAppCardSession,
  IMessagePlatform,
  IMessagePlacedSticker,
  IMessageReaction,
  IMessageReactionRecord,
  IMessageSpace,
  IMessageTextFormat,
  IMessageUser,
} from "../../types.js";
export type { UserInput } from "../../user.js";

/** iMessage: its configuration and what only iMessage has. */
export { background, effect, read } from "../../content.js";
export type { BackgroundInput, BackgroundOptions } from "../../content.js";
export { Emoji, imessage } from "../../imessage.js";
export type {
  IMessage,
  IMessageApp,
  IMessageMessageEffect,
  IMessageSpaces,
  MessageEffects,
  SpaceOptions,
  TapbackEmoji,
  TapbackName,
  Tapbacks,
  UserInput,
} from "../../imessage.js";
export type { ClientConfig, IMessageConfig } from "../../provider.js";
export type {
  IMessageAddress,
  IMessageAppliedReaction,
  IMessageAttachmentMetadata,
  IMessageFields,
  IMessageMention,
  IMessageMessage,
  IMessagePlacedSticker,
  IMessageReaction,
  IMessageReactionRecord,
  IMessageSpace,
  IMessageTextFormat,
  IMessageUser,
} from "../../types.js";

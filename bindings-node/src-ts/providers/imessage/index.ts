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
  SpaceOptions,
  TapbackName,
  Tapbacks,
  UserInput,
} from "../../imessage.js";
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
  IMessagePlacedSticker,
  IMessageReaction,
  IMessageReactionRecord,
  IMessageSpace,
  IMessageTextFormat,
  IMessageUser,
} from "../../types.js";

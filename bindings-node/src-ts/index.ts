/** The client for Spectrum, the service that lets agents live inside iMessage. */
export { Spectrum } from "./app.js";
export type { ProjectData, SpectrumConfig, SpectrumInstance, SpectrumOptions } from "./app.js";
export type { CallOptions, SendOptions } from "./call.js";
export {
  attachment,
  contact,
  custom,
  edit,
  markdown,
  option,
  poll,
  reaction,
  read,
  reply,
  richlink,
  text,
  typing,
  unsend,
  voice,
} from "./content.js";
export type {
  AttachmentInput,
  AttachmentOptions,
  ContactInput,
  ContentBuilder,
  ContentInput,
  PollChoiceInput,
  VoiceInput,
  VoiceOptions,
} from "./content.js";
export {
  AuthenticationError,
  ConnectionError,
  NotFoundError,
  RateLimitError,
  SpectrumError,
  UnsupportedError,
  ValidationError,
} from "./errors.js";
export type { ErrorKind, SpectrumErrorOptions, UnsupportedErrorOptions, UnsupportedKind } from "./errors.js";
export { Emoji } from "./imessage.js";
export type { Logger, LogLevel } from "./log.js";
export type { ProviderConfig } from "./provider.js";
export type {
  AgentSender,
  Attachment,
  Background,
  Contact,
  ContactAddress,
  ContactDetails,
  ContactEmail,
  ContactName,
  ContactOrg,
  ContactPhone,
  ContactPhoto,
  Content,
  Custom,
  Edit,
  Effect,
  Group,
  Markdown,
  Message,
  Poll,
  PollChoice,
  Reaction,
  Read,
  Readable,
  Reply,
  Richlink,
  Space,
  Text,
  Typing,
  Unsend,
  User,
  Voice,
} from "./types.js";

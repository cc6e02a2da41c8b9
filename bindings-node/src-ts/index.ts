/** The client for Spectrum, the service that lets agents live inside iMessage. */
export { Spectrum } from "./app.js";
export type { ProjectData, SimulatedConfig, SpectrumConfig, SpectrumInstance, SpectrumOptions } from "./app.js";
export type { CallOptions, OnProgress, Progress, SendOptions } from "./call.js";
export {
  addMember,
  app,
  attachment,
  avatar,
  contact,
  custom,
  edit,
  group,
  leaveSpace,
  markdown,
  option,
  poll,
  reaction,
  read,
  removeMember,
  rename,
  reply,
  richlink,
  text,
  typing,
  unsend,
  voice,
} from "./content.js";
export type {
  AppOptions,
  AppUrl,
  AttachmentInput,
  AttachmentOptions,
  AvatarInput,
  AvatarOptions,
  CompanionInput,
  ContactInput,
  ContentBuilder,
  ContentInput,
  MemberInput,
  PollChoiceInput,
  ReactionBuilder,
  VoiceInput,
  VoiceOptions,
} from "./content.js";
export { definePlatform } from "./custom.js";
export type { CustomPlatform, PlatformInstance, PlatformSpaces } from "./custom.js";
export type {
  ConfigInput,
  ConfigOutput,
  ConfigSchema,
  EventProducer,
  InstanceActionFn,
  MessageActionFn,
  PlatformContext,
  PlatformDef,
  PlatformWiseActions,
  ProviderContent,
  ProviderMessage,
  ProviderMessageRecord,
  ProviderSpaceRecord,
  ProviderUserRecord,
  SpaceActionFn,
} from "./definition.js";
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
export type { Check, CheckState, DoctorOptions, DoctorReport, DoctorScope } from "./doctor.js";
export type { Happening, SpectrumEvent, StreamKind } from "./events.js";
export type { GivenUp } from "./dead.js";
export type { DeadLetter, HandleOptions, Handler } from "./handling.js";
export type { OutboxEntry } from "./outbox.js";
export type { FleetSettings } from "./fleet.js";
export type { FleetHealth, Health, LineHealth, StreamHealth } from "./health.js";
export {
  type NodeRequest,
  type NodeResponse,
  verifyWebhook,
  type WebhookAck,
  type WebhookDelivery,
  type WebhookHeaders,
  type WebhookOptions,
} from "./webhook.js";
export { Emoji, type EmojiName } from "./emoji.js";
export type { Readable, ReadOptions } from "./file.js";
export { type LogFunction, type Logger, type LogLevel, type LogRecord, setLogger } from "./log.js";
export type { ProviderConfig } from "./provider.js";
export { type Expected, type MessageRef, NotReceived, Person } from "./person.js";
export type {
  RecordedCall,
  Sighting,
  SightingKind,
  SimulatedAttachment,
  SimulatedBackground,
  SimulatedConversation,
  SimulatedMessage,
  SimulatedPoll,
  SimulatedPollOption,
  SimulatedReaction,
  SimulatedSticker,
} from "./simulated.js";
export { type FaultAction, type FaultOptions, Simulator, type SimulatorSettings } from "./simulator.js";
export { type AckMode, MemoryStore, SqliteStore } from "./store.js";
export type { DeltaExtractor, StreamTextSource, TextStreamOptions } from "./stream.js";
export type {
  AddMember,
  AgentSender,
  App,
  Attachment,
  Avatar,
  AvatarData,
  Background,
  Companion,
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
  CustomizedMiniApp,
  CustomizedMiniAppLayout,
  Edit,
  Effect,
  Group,
  LeaveSpace,
  Markdown,
  Message,
  Poll,
  PollChoice,
  Reaction,
  Read,
  RemoveMember,
  PollVote,
  Rename,
  Reply,
  Richlink,
  RespondingOptions,
  Space,
  Text,
  Typing,
  Unsend,
  User,
  Voice,
} from "./types.js";

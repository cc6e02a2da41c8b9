// What is declared and not called against the simulator, each with its reason.
const pure = "works on what it is given; no service is asked";
const other = "another platform";
const authoring = "helps those who write a platform; no service is asked";
const shape = "a schema or a constructor of content, used by the builders";

export const LEFT_OUT = {
  "app.webhook": "takes what the cloud posts to a public address; the simulator posts nothing",
  "core.appLayoutSchema": shape,
  "core.broadcast": pure,
  "core.definePlatform": authoring,
  "core.fromVCard": pure,
  "core.fusor": other,
  "core.fusorEvent": other,
  "core.isFusorClient": other,
  "core.isFusorEvent": other,
  "core.mergeStreams": pure,
  "core.resolveContents": pure,
  "core.stream": pure,
  "core.toVCard": pure,
  "cloud.issueFusorToken": other,
  "cloud.issueSlackTokens": other,
  "cloud.issueWhatsappBusinessTokens": other,
  "providers.imessage": "the same as im.imessage",
  "providers.slack": other,
  "providers.telegram": other,
  "providers.terminal": other,
  "providers.whatsappBusiness": other,
  "message.space": "a field: where the message stands",
  "http.createHttpClient":
    "speaks to a translator from HTTP, a service of its own in front of this one, of which nothing is recorded",
  "root.createHttpClient": "the same as http.createHttpClient",
};

/** Whole modules, by what is in front of the point. */
export const LEFT_OUT_MODULES = { authoring };

/** The same names from the other entry points of advanced-imessage. */
export const SAME_AS_GRPC = ["http", "root"];

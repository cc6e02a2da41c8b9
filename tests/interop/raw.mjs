// Calls with any bytes, since the public client refuses much before it asks.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const grpc = require("@grpc/grpc-js");
const protobuf = require("protobufjs");

const proto = path.join(path.dirname(require.resolve("@photon-ai/advanced-imessage")), "..", "proto");
const PACKAGE = "photon.imessage.v1";
const root = new protobuf.Root();
// The mapping to HTTP is not for here.
root.resolvePath = (_, target) =>
  target.startsWith("google/api/") ? null : path.isAbsolute(target) ? target : path.join(proto, target);
const folder = path.join(proto, PACKAGE.replaceAll(".", "/"));
root.loadSync(readdirSync(folder).map((name) => path.join(folder, name)));
root.resolveAll();

/** Every call, by its name. */
export const METHODS = {};
for (const service of root.lookup(PACKAGE).nestedArray.filter((one) => one instanceof protobuf.Service))
  for (const method of service.methodsArray)
    METHODS[method.name] = {
      path: `/${PACKAGE}.${service.name}/${method.name}`,
      request: method.resolvedRequestType,
      response: method.resolvedResponseType,
      stream: Boolean(method.responseStream),
    };

const same = (bytes) => bytes;

/** A connection in the clear, with a token. */
export class Raw {
  constructor(address, token) {
    this.client = new grpc.Client(address, grpc.credentials.createInsecure(), {
      "grpc.max_send_message_length": -1,
      "grpc.max_receive_message_length": -1,
      "grpc.use_local_subchannel_pool": 1,
    });
    this.metadata = new grpc.Metadata();
    this.metadata.set("authorization", `Bearer ${token}`);
  }

  encode(name, request) {
    if (Buffer.isBuffer(request)) return request;
    const type = METHODS[name].request;
    return Buffer.from(type.encode(type.fromObject(request)).finish());
  }

  /** Answers `{ answer }` or `{ status, code }`. Of a stream the first frame that is no heartbeat is the answer. */
  call(name, request) {
    const { path: at, stream, response } = METHODS[name];
    const bytes = this.encode(name, request);
    const failed = ({ code, metadata, details }) => ({
      status: grpc.status[code],
      code: metadata?.get("error-code")[0] ?? "",
      details,
    });
    return new Promise((resolve) => {
      if (!stream)
        return this.client.makeUnaryRequest(at, same, same, bytes, this.metadata, (error, answer) =>
          resolve(error ? failed(error) : { answer: response.decode(answer) }),
        );
      const call = this.client.makeServerStreamRequest(at, same, same, bytes, this.metadata);
      call.on("data", (frame) => {
        resolve({ answer: response.decode(frame) });
        call.cancel();
      });
      call.on("error", (error) => resolve(failed(error)));
      call.on("end", () => resolve({ answer: undefined }));
    });
  }

  /** A stream that nobody reads. */
  unread(name, request) {
    const call = this.client.makeServerStreamRequest(
      METHODS[name].path,
      same,
      same,
      this.encode(name, request),
      this.metadata,
    );
    call.on("error", () => {});
    call.pause();
    return call;
  }

  close() {
    this.client.close();
  }
}

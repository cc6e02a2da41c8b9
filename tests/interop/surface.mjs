// What the two packages declare: walked from their own .d.ts files with the TypeScript compiler.
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = fileURLToPath(new URL(".", import.meta.url));

// Types that have no name of their own to be found by. `app` and `instance` are what a program has in its hands.
const SOURCE = `
import * as core from "spectrum-ts";
import * as authoring from "spectrum-ts/authoring";
import * as providers from "spectrum-ts/providers";
import * as im from "spectrum-ts/providers/imessage";
import * as grpc from "@photon-ai/advanced-imessage/grpc";
import * as http from "@photon-ai/advanced-imessage/http";
import * as root from "@photon-ai/advanced-imessage";
declare const provider: ReturnType<typeof im.imessage.config>;
const opened = () => core.Spectrum({ projectId: "", projectSecret: "", providers: [provider] });
declare const app: Awaited<ReturnType<typeof opened>>;
const instance = im.imessage(app);
declare const space: Awaited<ReturnType<typeof instance.space.create>>;
declare const message: (typeof instance.messages) extends AsyncIterable<[unknown, infer M]> ? M : never;
declare const effects: typeof im.imessage.effect.message;
declare const client: grpc.AdvancedIMessage;
declare const stream: grpc.TypedEventStream<grpc.MessageEvent>;
declare const events: grpc.EventTypeMap;
declare const groupChanges: { [K in grpc.GroupChange["type"]]: K };
declare const pollChanges: { [K in grpc.PollChangeDelta["type"]]: K };
declare const pieces: { [K in grpc.DownloadAttachmentChunk["type"]]: K };
`;

const FILE = path.join(here, "surface.virtual.ts");
const options = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts"],
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

function program() {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === FILE ? ts.createSourceFile(name, SOURCE, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest);
  host.fileExists = (name) => name === FILE || fileExists.call(host, name);
  host.readFile = (name) => (name === FILE ? SOURCE : readFile.call(host, name));
  return ts.createProgram([FILE], options, host);
}

/** Every public name that does something, as `where.name`, in order. */
export function surface() {
  const whole = program();
  const checker = whole.getTypeChecker();
  const file = whole.getSourceFile(FILE);
  const values = new Map(
    checker.getSymbolsInScope(file, ts.SymbolFlags.Variable | ts.SymbolFlags.Alias).map((s) => [s.name, s]),
  );
  const module = (name) =>
    checker
      .getExportsOfModule(checker.getAliasedSymbol(values.get(name)))
      .filter(
        (one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one).flags & ts.SymbolFlags.Value,
      )
      .map(({ name: own }) => own);
  const typeOf = (name) => checker.getTypeOfSymbolAtLocation(values.get(name), file);
  const members = (type) =>
    checker
      .getPropertiesOfType(type)
      .filter(
        (one) =>
          !(
            ts.getCombinedModifierFlags(one.valueDeclaration ?? one.declarations?.[0] ?? file) &
            ts.ModifierFlags.Private
          ),
      )
      .map(({ name }) => (name.startsWith("__@") ? `[${name.slice(3).replace(/@.*/, "")}]` : name));
  const under = (name) => members(typeOf(name)).map((member) => `${name}.${member}`);
  // Of what a program has in its hands, what it can call or read from: the rest are fields.
  const acts = (name) =>
    checker
      .getPropertiesOfType(typeOf(name))
      .filter((one) => {
        const type = checker.getTypeOfSymbolAtLocation(one, file);
        return one.name === "messages" || one.name === "space" || type.getCallSignatures().length > 0;
      })
      .map((one) => `${name}.${one.name}`);

  const found = [];
  for (const name of ["core", "authoring", "providers", "im", "grpc", "http", "root"])
    found.push(...module(name).map((own) => `${name}.${own}`));
  found.push(
    ...["app", "instance", "space", "message"].flatMap(acts),
    ...["effects", "stream", "events"].flatMap(under),
  );
  found.push(...["groupChanges", "pollChanges", "pieces"].flatMap(under));
  const type = typeOf("client");
  for (const property of checker.getPropertiesOfType(type)) {
    const resource = checker.getTypeOfSymbolAtLocation(property, file);
    const own = property.name.startsWith("__@") ? `[${property.name.slice(3).replace(/@.*/, "")}]` : property.name;
    if (resource.getCallSignatures().length > 0) found.push(`client.${own}`);
    else found.push(...members(resource).map((method) => `client.${own}.${method}`));
  }
  const sub = (holder, name) => {
    const property = checker.getPropertyOfType(typeOf(holder), name);
    return members(checker.getTypeOfSymbolAtLocation(property, file)).map((own) => `${holder}.${name}.${own}`);
  };
  found.push(
    ...sub("instance", "space"),
    ...(module("core").includes("cloud") ? cloud(checker, values, file, members) : []),
  );
  return [...new Set(found)].sort();
}

function cloud(checker, values, file, members) {
  const exports = checker.getExportsOfModule(checker.getAliasedSymbol(values.get("core")));
  const symbol = exports.find(({ name }) => name === "cloud");
  const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return members(checker.getTypeOfSymbolAtLocation(real, file)).map((name) => `cloud.${name}`);
}

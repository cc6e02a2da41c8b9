// The public names of the TypeScript package, as the compiler reads its declarations.
//
// usage: walk_typescript.mjs FOLDER
//
// FOLDER holds package.json, what it exports, and the compiler. Prints a JSON list: `text`, `Space.send`, `IMessage()` for
// what can be called, `providers/imessage:effect` for what is not exported at the top. Members go by their type alone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import process from "node:process";

const folder = resolve(process.argv[2]);
const ts = createRequire(`${folder}/package.json`)("typescript");
const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));

// Every sub-path, in both ways of importing it.
const entries = Object.entries(exports)
  .filter(([, target]) => typeof target === "object")
  .flatMap(([path, ways]) => Object.values(ways).map(({ types }) => [path.slice(2), resolve(folder, types)]));
const program = ts.createProgram(
  entries.map(([, file]) => file),
  { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022 },
);
const checker = program.getTypeChecker();
const found = new Set();

const own = (symbol) =>
  symbol?.declarations?.some((each) => each.getSourceFile().fileName.startsWith(`${folder}/dist`));
const target = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

// The exports, by way of import.
const ways = new Map();
const types = new Map();
for (const [path, file] of entries) {
  const names = checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
    .map((symbol) => [symbol.name, target(symbol)]);
  const list = names.map(([name]) => (path ? `${path}:${name}` : name));
  if (ways.has(path) && String(ways.get(path)) !== String(list)) {
    throw new Error(`import and require of "${path}" differ: ${ways.get(path)} / ${list}`);
  }
  ways.set(path, list);
  list.forEach((name) => found.add(name));
  names.forEach(([name, symbol]) => types.set(symbol, name));
}

/** The properties that a type declares anew, or takes over from one that is not exported. */
function members(name, type, { mapped = false } = {}) {
  const parts = (type.isUnion() ? type.types : [type]).filter((part) => part === type || !types.has(part.symbol));
  for (const part of parts) {
    if (part === type && own(part.symbol) && part.getCallSignatures().length > 0) found.add(`${name}()`);
    const bases = (part.isClassOrInterface() ? checker.getBaseTypes(part) : []).filter((base) =>
      types.has(base.symbol),
    );
    for (const property of part.getProperties()) {
      const declaring = owner(property);
      const inherited = types.has(declaring) && declaring !== part.symbol;
      const again = bases.some((base) => base.getProperty(property.name));
      if (inherited || again || !(mapped || own(property)) || isTag(property)) continue;
      const key = property.name.replace(/^__@(\w+)@\d+$/, "[$1]");
      if (/^(#|__#|prototype$)/.test(key)) continue;
      found.add(`${name}.${key}`);
      within(`${name}.${key}`, checker.getNonNullableType(checker.getTypeOfSymbol(property)));
    }
  }
}

/** The type that declares a property, if it has a name. */
function owner(property) {
  const name = property.declarations?.[0]?.parent?.name;
  return name && checker.getSymbolAtLocation(name);
}

/** What tells kinds apart, such as `type: "text"`. */
const isTag = (property) => property.name === "type" && checker.getTypeOfSymbol(property).isStringLiteral();

/** The properties of a type without a name of its own. */
function within(name, type) {
  for (const part of type.isUnion() ? type.types : [type]) {
    const named = types.has(part.symbol) || types.has(part.aliasSymbol);
    if (!named && own(part.symbol) && part.getCallSignatures().length === 0) members(name, part);
  }
}

const { Class, Interface, TypeAlias, Variable } = ts.SymbolFlags;
for (const [symbol, name] of types) {
  if (symbol.flags & (Class | Interface)) {
    members(name, checker.getDeclaredTypeOfSymbol(symbol));
  } else if (symbol.flags & TypeAlias) {
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    members(name, type, { mapped: Boolean(type.objectFlags & ts.ObjectFlags.Mapped) });
  } else if (symbol.flags & Variable) {
    within(name, checker.getTypeOfSymbol(symbol));
  }
}
console.log(JSON.stringify([...found].sort(), null, 0).replaceAll(",", ",\n"));

// bundle.mjs: makes one file of what the compiler has written to `dist`. To look for, read and compile forty files costs an import several
// times what running them does. The entries stay where `package.json` has them.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";

const dist = path.join(path.dirname(fileURLToPath(import.meta.url)), "dist");
/** What programs import. */
const ENTRIES = ["index", "providers/index", "providers/imessage/index", "providers/terminal/index", "testing/index"];
const COMMAND = "command";
/** What stays a file of its own: scripts ask for the name of the addon, and the other is read when it is needed. */
const ALONE = ["platform", "emoji-table"];
const BUNDLE = "modules.js";

const file = (name) => path.join(dist, name);
const names = fs
  .readdirSync(dist, { recursive: true })
  .map((each) => each.replaceAll(path.sep, "/"))
  .filter((each) => each.endsWith(".js") && each !== BUNDLE)
  .map((each) => each.slice(0, -".js".length));

/** The body of a module without comments, which are in the types. Modules of the package come from `$load`. */
function body(name) {
  const { outputText } = ts.transpileModule(fs.readFileSync(file(`${name}.js`), "utf8"), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, removeComments: true },
  });
  return outputText.replace(/^(#!.*\n)?"use strict";\n/, "").replace(/require\("(\.[^"]*)\.js"\)/g, (_, to) => {
    const module = path.posix.join(path.posix.dirname(name), to);
    return ALONE.includes(module) ? `require("./${module}.js")` : `$load("${module}")`;
  });
}

const inside = names.filter((name) => !ALONE.includes(name));
const table = inside.map((name) => `${JSON.stringify(name)}: (function (exports) {\n${body(name)}})`);
fs.writeFileSync(
  file(BUNDLE),
  `"use strict";
const made = Object.create(null);
const $load = (name) => {
  let exports = made[name];
  if (exports === undefined) modules[name]((exports = made[name] = {}));
  return exports;
};
const modules = {
${table.join(",\n")}
};
module.exports = $load;
`,
);

/** The way to a file of `dist` from a module. */
function from(name, to) {
  const way = path.posix.relative(path.posix.dirname(name), to);
  return JSON.stringify(way.startsWith(".") ? way : `./${way}`);
}

const modules = createRequire(import.meta.url)(file(BUNDLE));
for (const name of inside) {
  fs.rmSync(file(`${name}.js`));
  const loaded = `(${from(name, BUNDLE)})(${JSON.stringify(name)});\n`;
  if (name === COMMAND) fs.writeFileSync(file(`${name}.js`), `#!/usr/bin/env node\n"use strict";\nrequire${loaded}`);
  if (!ENTRIES.includes(name)) continue;
  fs.writeFileSync(file(`${name}.js`), `"use strict";\nmodule.exports = require${loaded}`);
  // Node would read the names of a CommonJS module from its text, with a parser of WebAssembly.
  const exported = Object.keys(modules(name)).join(", ");
  fs.writeFileSync(
    file(`${name}.mjs`),
    `import { createRequire } from "node:module";
export const { ${exported} } = createRequire(import.meta.url)${loaded}`,
  );
}

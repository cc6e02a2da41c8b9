// Writes the folders that scripts/node-pack.sh packs: the package itself, and one for the addon of this machine.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The platforms that a release is built for. Only at the release are they dependencies: until then there are none. */
const PLATFORMS = ["darwin-arm64", "darwin-x64", "linux-arm64-gnu", "linux-x64-gnu", "win32-x64"];

const here = path.dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
const { platform } = createRequire(import.meta.url)("./dist/platform.js");
const {
  devDependencies: _,
  scripts: __,
  ...manifest
} = JSON.parse(fs.readFileSync(path.join(here, "package.json"), "utf8"));
const { name, version, license, repository } = manifest;

function write(folder, content, files) {
  const to = path.join(out, folder);
  fs.mkdirSync(to, { recursive: true });
  fs.writeFileSync(path.join(to, "package.json"), `${JSON.stringify(content, null, 2)}\n`);
  for (const [from, as] of files) fs.cpSync(from, path.join(to, as), { recursive: true });
}

const texts = [[path.join(here, "..", "LICENSE"), "LICENSE"]];
write(
  name,
  {
    ...manifest,
    optionalDependencies: Object.fromEntries(PLATFORMS.map((each) => [`${name}-${each}`, version])),
  },
  [[path.join(here, "dist"), "dist"], [path.join(here, "README.md"), "README.md"], ...texts],
);

const own = platform();
const [os, cpu, libc] = own.split("-");
const addon = `${name}.${own}.node`;
write(
  `${name}-${own}`,
  {
    name: `${name}-${own}`,
    version,
    description: `The native part of ${name} for ${own}`,
    license,
    repository,
    main: addon,
    files: [addon],
    os: [os],
    cpu: [cpu],
    ...(libc === "gnu" ? { libc: ["glibc"] } : {}),
    ...(libc === "musl" ? { libc: ["musl"] } : {}),
  },
  [[path.join(here, addon), addon], ...texts],
);

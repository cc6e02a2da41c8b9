// pack.mjs OUT main | OUT addon PLATFORM FILE [BESIDE]: writes a folder that scripts/node-pack.sh packs: the package itself, or
// the addon of one platform with what lies beside it (licences, SBOM).
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The platforms that a release is built for; npm installs the one that fits. */
const PLATFORMS = [
  "darwin-arm64",
  "darwin-x64",
  "linux-arm64-gnu",
  "linux-arm64-musl",
  "linux-x64-gnu",
  "linux-x64-musl",
  "win32-x64",
];

const here = path.dirname(fileURLToPath(import.meta.url));
const [out, what, platform, file, beside] = process.argv.slice(2);
const {
  devDependencies: _,
  scripts: __,
  ...manifest
} = JSON.parse(fs.readFileSync(path.join(here, "package.json"), "utf8"));
const { name, version, license, repository, engines } = manifest;

function write(folder, content, files) {
  const to = path.join(out, folder);
  fs.mkdirSync(to, { recursive: true });
  fs.writeFileSync(path.join(to, "package.json"), `${JSON.stringify(content, null, 2)}\n`);
  for (const [from, as] of files) fs.cpSync(from, path.join(to, as), { recursive: true });
}

const licence = [path.join(here, "..", "LICENSE"), "LICENSE"];
if (what === "main") {
  const optionalDependencies = Object.fromEntries(PLATFORMS.map((each) => [`${name}-${each}`, version]));
  write(name, { ...manifest, optionalDependencies }, [
    [path.join(here, "dist"), "dist"],
    [path.join(here, "README.md"), "README.md"],
    licence,
  ]);
} else {
  if (!PLATFORMS.includes(platform)) throw new Error(`no package is made for ${platform}`);
  const [os, cpu, libc] = platform.split("-");
  const addon = `${name}.${platform}.node`;
  const texts = beside ? ["licenses/THIRD-PARTY-LICENSES.txt", `sboms/${name}-node.cdx.json`] : [];
  write(
    `${name}-${platform}`,
    {
      name: `${name}-${platform}`,
      version,
      description: `The native part of ${name} for ${platform}`,
      license,
      repository,
      main: addon,
      files: [addon, ...texts.map((each) => path.basename(each))],
      engines,
      os: [os],
      cpu: [cpu],
      ...(libc === "gnu" ? { libc: ["glibc"] } : {}),
      ...(libc === "musl" ? { libc: ["musl"] } : {}),
    },
    [[file, addon], licence, ...texts.map((each) => [path.join(beside, each), path.basename(each)])],
  );
}

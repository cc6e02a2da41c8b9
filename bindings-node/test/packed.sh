#!/usr/bin/env bash
# packed.sh FOLDER: installs the packed packages of FOLDER somewhere else and uses them, by import and by require.
set -euo pipefail

packages=$(cd -- "$1" && pwd -P)
somewhere=$(mktemp -d)
trap 'rm -rf -- "$somewhere"' EXIT
cd -- "$somewhere"
echo '{"private": true}' >package.json
# Without the registry: a release's other platforms are not there yet, and need not be.
npm install --offline --ignore-scripts --no-audit --no-fund --loglevel=error "$packages"/*.tgz >/dev/null
cat >use.mjs <<'END'
import { createRequire } from "node:module";
import { Spectrum, SpectrumError } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

const required = createRequire(import.meta.url)("spectrum-imessage");
if (required.Spectrum !== Spectrum) throw new Error("import and require differ");
const error = await Spectrum({ providers: [imessage.config()], options: { logLevel: "silent" } }).catch((e) => e);
if (!(error instanceof SpectrumError && error.code === "missingCredentials")) throw error;
END
node use.mjs
help=$(node_modules/.bin/spectrum-imessage --help)
[[ $help == *"Usage: spectrum-imessage <COMMAND>"* ]]

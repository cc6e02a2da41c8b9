#!/usr/bin/env bash
# try-npm.sh FOLDER: installs the packed packages of FOLDER into an empty project, without the registry, and runs the quickstart
# there, by `import` and by `require`; with Bun too, where it is installed.
set -euo pipefail

# shellcheck source=scripts/package/try-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/try-lib.sh"
packages=$(cd -- "$1" && pwd -P)

cp -- "$quickstarts/quickstart.mjs" "$quickstarts/quickstart.cjs" "$somewhere/"
cd -- "$somewhere"
echo '{"private": true}' >package.json
name=$(node -p 'const r = process.report?.getReport(), { platform: p, arch: a } = process;
	p === "linux" ? `${p}-${a}-${r.header.glibcVersionRuntime ? "gnu" : "musl"}` : `${p}-${a}`')
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$repo/Cargo.toml" | head -n 1)
begin=$(date +%s%N)
# Without the registry: a release's other platforms are not there yet, and need not be.
npm install --offline --ignore-scripts --no-audit --no-fund --loglevel=error \
	"$packages/spectrum-imessage-$version.tgz" "$packages/spectrum-imessage-$name-$version.tgz" >/dev/null
installed=$(since "$begin")
# Nothing runs when it is installed, and nothing else comes with it.
others=$(find node_modules -name package.json -not -path '*/dist/*' | wc -l)
[ "$((others))" -eq 2 ] || die npm "it brought other packages: $(ls node_modules)"
! grep -lE '"(pre|post)?install"' node_modules/*/package.json || die npm "it has an install script"

begin=$(date +%s%N)
node quickstart.mjs >said
grep -q '^answered: Happy birthday!$' said || die npm "the quickstart said: $(cat said)"
answered=$(since "$begin")
node quickstart.cjs >said
grep -q '^answered: You said: hello$' said || die npm "by require, the quickstart said: $(cat said)"
help=$(node_modules/.bin/spectrum-imessage --help)
[[ $help == *"Usage: spectrum-imessage <COMMAND>"* ]] || die npm "the command said: $help"
# What it adds to bare Node: the least of many, as others may use the machine.
import=$(node - <<'NODE'
const { spawnSync } = require("node:child_process");
function run(code) {
  const begin = performance.now();
  if (spawnSync(process.execPath, ["-e", code]).status !== 0) throw new Error(code);
  return performance.now() - begin;
}
const [bare, full] = ["", "require('spectrum-imessage')"].map((code) => {
  run(code);
  return Math.min(...Array.from({ length: 15 }, () => run(code)));
});
console.log((full - bare).toFixed(0));
NODE
)
say npm "Node $(node -v): installed in $installed s, answered in $answered s; the import adds $import ms"
if command -v bun >/dev/null; then
	for program in quickstart.mjs quickstart.cjs; do
		bun "$program" >said
		grep -q '^answered: ' said || die npm "Bun: $program said: $(cat said)"
	done
	say npm "Bun $(bun --version): answered"
fi

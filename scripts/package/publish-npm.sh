#!/usr/bin/env bash
# publish-npm.sh FOLDER: publishes the packed packages of FOLDER: those of the platforms first, so that whoever installs the package finds
# them. What is there already is left alone: a run that broke off can be repeated.
set -euo pipefail

cd -- "$1"
shopt -s nullglob
platforms=(spectrum-imessage-*-*-[0-9]*.tgz)
main=(spectrum-imessage-[0-9]*.tgz)
[ "${#platforms[@]}" -ge 7 ] && [ "${#main[@]}" -eq 1 ] || { echo "npm: packages are missing: $(ls)" >&2; exit 1; }
for file in "${platforms[@]}" "${main[@]}"; do
	read -r name version < <(tar -xzOf "$file" package/package.json |
		node -p 'const p = JSON.parse(require("fs").readFileSync(0)); `${p.name} ${p.version}`')
	if [ "$(npm view "$name@$version" version 2>/dev/null)" = "$version" ]; then
		echo "npm: $name $version is there" >&2
		continue
	fi
	npm publish "./$file" --access public --provenance --ignore-scripts
done

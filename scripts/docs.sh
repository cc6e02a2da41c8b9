#!/usr/bin/env bash
# docs.sh [--pages]: builds the site into out/site: the pages, llms.txt, and the references of the four languages. A link
# that leads nowhere is an error. With --pages without the references, in seconds.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

case ${1-} in
'') pages_only='' ;;
--pages) pages_only=yes ;;
*) die docs "usage: docs.sh [--pages]" ;;
esac

site=$repo/out/site
venv=$cache/docs-venv
stamp=$venv/.complete

"$scripts/python-env.sh"
if ! cmp -s -- "$repo/site/requirements.txt" "$stamp"; then
	say docs "installing MkDocs into $venv"
	rm -rf -- "$venv"
	"$cache/venv/bin/python" -m venv -- "$venv"
	"$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
		--requirement "$repo/site/requirements.txt" >&2 || die docs "MkDocs could not be installed"
	cp -- "$repo/site/requirements.txt" "$stamp"
fi

say docs "the pages"
"$venv/bin/python" "$repo/site/llms.py" --check
# The variable silences an advertisement for another program.
NO_MKDOCS_2_WARNING=1 "$venv/bin/mkdocs" build --quiet --config-file "$repo/site/mkdocs.yml"
"$venv/bin/python" "$repo/site/llms.py" "$site"
if [ -n "$pages_only" ]; then
	"$venv/bin/python" "$repo/site/check.py" "$site" --pages
	exit 0
fi

say docs "the reference of Python"
"$scripts/python-build.sh"
PYTHONPATH=$repo/bindings-python/python "$venv/bin/pdoc" --output-directory "$site/reference/python" \
	spectrum_imessage '!spectrum_imessage._native'

say docs "the reference of TypeScript"
# shellcheck source=scripts/node-lib.sh
. "$scripts/node-lib.sh"
npm_ci "$node_package"
npm_ci "$repo/site"
(cd -- "$repo/site" && node node_modules/typedoc/bin/typedoc --logLevel Error)

say docs "the reference of Rust"
(cd -- "$repo" && cargo doc --quiet --no-deps --package spectrum-imessage --package spectrum-imessage-simulator)
mkdir -p -- "$site/reference/rust"
cp -R -- "$target/doc/." "$site/reference/rust/"

say docs "the reference of Swift"
# shellcheck source=scripts/swift-lib.sh
. "$scripts/swift-lib.sh"
"$scripts/swift-toolchain.sh"
native debug
package package dump-symbol-graph --minimum-access-level public --skip-synthesized-members >&2
"$venv/bin/python" "$repo/site/swift.py" "$repo/bindings-swift/.build" "$site/reference/swift"

"$venv/bin/python" "$repo/site/check.py" "$site"
say docs "out/site/index.html"

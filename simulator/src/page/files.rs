//! The files of the page, as they lie in `simulator/page`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::control::Problem;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../page/", $name)))),*]
    };
}

const INDEX: &str = include_str!("../../page/index.html");

/// Name and content.
const FILES: &[(&str, &str)] = files![
    "api.js",
    "app.js",
    "css/base.css",
    "css/bubbles.css",
    "css/calls.css",
    "css/composer.css",
    "css/effects.css",
    "css/list.css",
    "css/menus.css",
    "css/parts.css",
    "css/thread.css",
    "dom.js",
    "effects/canvas.js",
    "effects/chance.js",
    "effects/names.js",
    "effects/shapes.js",
    "effects/stage.js",
    "icon.svg",
    "live.js",
    "parts/audio.js",
    "parts/card.js",
    "parts/contact.js",
    "parts/files.js",
    "parts/poll.js",
    "parts/text.js",
    "people.js",
    "say.js",
    "store.js",
    "ui/background.js",
    "ui/calls.js",
    "ui/composer.js",
    "ui/details.js",
    "ui/dialog.js",
    "ui/faults.js",
    "ui/header.js",
    "ui/list.js",
    "ui/menu.js",
    "ui/message.js",
    "ui/new.js",
    "ui/notes.js",
    "ui/theme.js",
    "ui/thread.js",
];

/// The page itself.
pub(super) async fn index() -> Response {
    answer("index.html", INDEX)
}

/// What belongs to it.
pub(super) async fn file(Path(path): Path<String>) -> Result<Response, Problem> {
    let found = FILES.iter().find(|(name, _)| *name == path);
    let missing = || Problem::new(StatusCode::NOT_FOUND, "notFound", "no such file");
    found.map(|(name, content)| answer(name, content)).ok_or_else(missing)
}

fn answer(name: &str, content: &'static str) -> Response {
    let kind = match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };
    // Another version of the program may serve the same address a minute later.
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], content).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The files under a folder, by their path below it.
    fn below(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("readable");
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match entry.file_type().expect("known").is_dir() {
                true => below(&entry.path(), &format!("{name}/"), found),
                false => drop(found.insert(name)),
            }
        }
    }

    #[test]
    fn every_file_is_served() {
        let mut there = BTreeSet::new();
        below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("page"), "", &mut there);
        let served = FILES.iter().map(|(name, _)| (*name).to_owned());
        let served: BTreeSet<String> = served.chain(["index.html".to_owned()]).collect();
        assert_eq!(served, there);
    }

    #[test]
    fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
        for (name, content) in FILES.iter().chain(&[("index.html", INDEX)]) {
            for bad in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                assert!(!content.contains(bad), "{name} has {bad}");
            }
            let links = content.matches("https://").chain(content.matches("http://")).count();
            let names = content.matches("http://www.w3.org/2000/svg").count();
            assert_eq!(links, names, "{name} leads elsewhere");
        }
        for bad in ["<style", " style=", " onclick", "<script>"] {
            assert!(!INDEX.contains(bad), "the page has {bad}");
        }
    }
}

//! The languages agree on the emoji: `scripts/emoji.py` writes them from the core's table.

use std::path::Path;

use spectrum_imessage::emoji::ALL;

/// The rows of a file: what stands between these, without line breaks.
fn rows(file: &str, [before, between, after]: [&str; 3]) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let text = std::fs::read_to_string(path).expect("a file of the repository");
    let row = |line: &str| {
        let (name, emoji) = line.strip_prefix(before)?.strip_suffix(after)?.split_once(between)?;
        Some((name.trim_matches('`').to_owned(), emoji.to_owned()))
    };
    text.lines().filter_map(row).collect()
}

fn table() -> Vec<(String, String)> {
    ALL.iter().map(|(name, emoji)| ((*name).to_owned(), (*emoji).to_owned())).collect()
}

#[test]
fn typescript() {
    assert_eq!(rows("bindings-node/src-ts/emoji-table.ts", ["  ", ": \"", "\","]), table());
}

#[test]
fn swift() {
    let file = "bindings-swift/Sources/SpectrumIMessage/Emoji.swift";
    let parts = ["    public static var ", ": String { \"", "\" }"];
    assert_eq!(rows(file, parts), table());
}

#[test]
fn python() {
    let file = "bindings-python/python/spectrum_imessage/_emoji.py";
    // The names have underscores instead of capitals.
    let bare = |name: &str| name.replace('_', "").to_lowercase();
    let written = rows(file, ["    ", ": Final = \"", "\""]).into_iter();
    let written: Vec<_> = written.map(|(name, emoji)| (bare(&name), emoji)).collect();
    let wanted: Vec<_> = table().into_iter().map(|(name, emoji)| (bare(&name), emoji)).collect();
    assert_eq!(written, wanted);
}

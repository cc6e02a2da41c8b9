//! Writes the Rust samples of the pages as functions, for `doc_samples.rs` to compile: what a fence
//! of `rust` holds in `docs/` (but the decisions) and in READMEs, with `app`, `space` and `message`
//! at hand. A crate whose README is its documentation compiles it itself.

#![allow(clippy::print_stdout, reason = "Cargo is told so")]

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const READMES: [&str; 2] = ["README.md", "simulator/README.md"];

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    println!("cargo:rerun-if-changed={}", root.join("docs").display());
    let mut pages: Vec<_> = READMES.iter().map(|page| root.join(page)).collect();
    collect(&root.join("docs"), &mut pages)?;
    pages.sort();
    let mut written = String::new();
    let mut count = 0;
    for page in &pages {
        println!("cargo:rerun-if-changed={}", page.display());
        for (line, code) in fences(&fs::read_to_string(page)?) {
            count += 1;
            let place = page.strip_prefix(&root).unwrap_or(page).display();
            written += &format!(
                "/// {place}:{line}\nasync fn sample_{count}(app: &Spectrum, space: &Space, \
                 message: &Message) -> Result<()> {{\n{code}Ok(())\n}}\n\n"
            );
        }
    }
    written += &format!("fn count() -> usize {{\n{count}\n}}\n");
    let to = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("doc_samples.rs");
    fs::write(to, written)
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("decisions") {
            collect(&path, pages)?;
        } else if path.extension().is_some_and(|each| each == "md") {
            pages.push(path);
        }
    }
    Ok(())
}

/// The fences of Rust with the line where each begins, from 1, but for those that a mark says are only
/// shown: it holds for all fences after it that have nothing between them.
fn fences(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(bool, usize, String)> = None;
    let mut shown = false;
    for (at, line) in page.lines().enumerate() {
        match &mut open {
            None if line.starts_with("```") => {
                open = Some((line == "```rust" && !shown, at + 2, String::new()));
            }
            None if line.is_empty() => {}
            None => shown = line.starts_with("<!-- test: shown "),
            Some(_) if line == "```" => {
                if let Some((true, begin, code)) = open.take() {
                    found.push((begin, code));
                }
            }
            Some((_, _, code)) => {
                code.push_str(line);
                code.push('\n');
            }
        }
    }
    found
}

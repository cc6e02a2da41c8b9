//! What is sent, from the arguments and standard input.

use std::io::{self, Read, stdin};

use spectrum_imessage::content::{self, Content, FileOptions};
use spectrum_imessage::{IntoContent, MessageEffect, Result as Built};

use super::Options;
use crate::failure::Failure;

/// Far above what a message may have.
const LIMIT: u64 = 1024 * 1024;

/// The text, and each file.
pub(super) fn of(options: &Options) -> Result<Vec<Content>, Failure> {
    let mut contents = Vec::new();
    if let Some(text) = text(options)? {
        contents.push(match options.markdown {
            true => content::markdown(text)?,
            false => content::text(text)?,
        });
    } else if options.markdown {
        return Err(Failure::Usage("--markdown goes with a text".to_owned()));
    }
    for file in &options.file {
        contents.push(content::attachment(file, FileOptions::default())?);
    }
    if let Some(name) = &options.effect {
        let effect = MessageEffect::ALL.into_iter().find(|effect| effect.name() == name);
        if let (Some(effect), Some(first)) = (effect, contents.first_mut()) {
            *first = with_effect(first.clone(), effect)?;
        }
    }
    Ok(contents)
}

fn with_effect(content: impl IntoContent, effect: MessageEffect) -> Built<Content> {
    content::effect(content, effect)
}

fn text(options: &Options) -> Result<Option<String>, Failure> {
    match options.text.as_deref() {
        Some("-") => input().map(Some),
        Some(text) => Ok(Some(text.to_owned())),
        None if options.file.is_empty() => input().map(Some),
        None => Ok(None),
    }
}

/// Standard input, without the end of its last line.
fn input() -> Result<String, Failure> {
    let mut text = String::new();
    let failed = |error: io::Error| Failure::Usage(format!("cannot read standard input: {error}"));
    stdin().lock().take(LIMIT + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > LIMIT {
        return Err(Failure::Usage("the text has more than 1 MiB: send it with --file".to_owned()));
    }
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

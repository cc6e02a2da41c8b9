//! `spectrum local decode`.

use std::fs::File;
use std::io::{self, Read, stdin};
use std::path::Path;

use spectrum_imessage_chatdb::body::{Body, describe};
use spectrum_imessage_chatdb::typedstream::{MAX_BYTES, decode};

use crate::failure::Failure;
use crate::output::Output;

pub(super) fn run(path: &Path, json: bool) -> Result<(), Failure> {
    let data = read(path).map_err(|source| Failure::File { path: path.to_owned(), source })?;
    let mut out = Output::new();
    if json {
        out.json(&describe(&data))?;
    } else {
        match Body::decode(&data) {
            Ok(body) => show(&body, &mut out)?,
            Err(error) => {
                if let Some(salvaged) = &error.salvaged {
                    out.line(&format!("salvaged: {}", salvaged.0))?;
                }
            }
        }
    }
    out.flush()?;
    decode(&data)?;
    Ok(())
}

/// One byte more than an archive may have: the decoder says what is wrong then.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut data = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    if path == Path::new("-") {
        stdin().lock().take(limit).read_to_end(&mut data)?;
    } else {
        File::open(path)?.take(limit).read_to_end(&mut data)?;
    }
    Ok(data)
}

fn show(body: &Body, out: &mut Output) -> io::Result<()> {
    out.line(&format!("text: {}", body.text))?;
    for part in &body.parts {
        match part.transfer_guid() {
            Some(guid) => out.line(&format!("part {}: attachment {guid}", part.index))?,
            None => out.line(&format!("part {}: text, {} code units", part.index, part.length))?,
        }
    }
    for mention in &body.mentions {
        out.line(&format!("mention: {} is {}", mention.text, mention.handle))?;
    }
    for link in &body.links {
        out.line(&format!("link: {}", link.url))?;
    }
    for style in &body.styles {
        out.line(&format!("style: {} at {}", style.names.join(", "), style.start))?;
    }
    for effect in &body.effects {
        out.line(&format!("effect: {} at {}", effect.name, effect.start))?;
    }
    for code in &body.codes {
        out.line(&format!("one-time code: {}", code.code))?;
    }
    Ok(())
}

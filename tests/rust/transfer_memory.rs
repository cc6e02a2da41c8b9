//! A program that makes one transfer and prints what it took in memory: `idle=<KiB> peak=<KiB>`,
//! the resident memory before the transfer and the most during it, and `guid=<guid>` of an upload.
//! Linux only.
//!
//! `transfer-memory upload-path <file>`, `upload-bytes <size>`, `download <guid> <to>`.

use std::io::Write;

use spectrum_imessage::content::{self, FileOptions, ReadOptions};
use spectrum_imessage::imessage::{Config, CreateOptions};
use spectrum_imessage::{Content, Options, Result, Spectrum, User};

const ALICE: &str = "+15551230001";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let app = Spectrum::start(Options::default(), vec![Config::Cloud.into()]).await?;
    let im = app.imessage()?;
    let space = im.create_space(&[User::new(ALICE)], &CreateOptions::default()).await?;
    // Everything that is made once has been made.
    space.send("warm").await?;
    let idle = idle();
    let upload = match arguments.as_slice() {
        ["upload-path", path] => Some(content::attachment(path, FileOptions::default())),
        ["upload-bytes", size] => {
            let bytes = vec![7_u8; size.parse().unwrap_or_default()];
            let options = FileOptions { name: Some("a.bin".into()), ..FileOptions::default() };
            Some(content::attachment_bytes(bytes, options))
        }
        ["download", guid, to] => {
            let file = im.get_attachment(guid, None).await?;
            let file = file.map(|attachment| attachment.file);
            if let Some(file) = file {
                file.save(to, ReadOptions::default()).await?;
            }
            None
        }
        _ => None,
    };
    let mut guid = String::new();
    if let Some(upload) = upload {
        let sent = space.send(upload).await?;
        let native = sent.as_ref().and_then(|message| message.native());
        guid = native.map(|native| native.attachment_metadata[0].guid.clone()).unwrap_or_default();
        debug_assert!(matches!(sent.map(|m| m.content().clone()), Some(Content::Attachment(_))));
    }
    let peak = status("VmHWM:");
    let _ = writeln!(std::io::stdout(), "idle={idle} peak={peak} guid={guid}");
    app.stop().await;
    Ok(())
}

/// The resident memory now; the peak is counted from here, where the system allows that.
fn idle() -> u64 {
    // 5 resets the peak to what is resident: Linux, Documentation/filesystems/proc.rst.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    status("VmRSS:")
}

fn status(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}

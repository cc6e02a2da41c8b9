//! Files on their way: limits, progress, cancellation, Live Photos.

mod downloads;
mod uploads;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use spectrum_imessage::content::{Attachment, FileOptions};
use spectrum_imessage::imessage::IMessage;
use spectrum_imessage::{Content, Message, OnProgress, Progress, SendOptions, Space};

fn named(name: &str) -> FileOptions {
    FileOptions { name: Some(name.into()), ..FileOptions::default() }
}

/// Bytes that are nowhere alike, so that a piece in the wrong place is seen.
fn noise(length: usize) -> Bytes {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Progress>>>);

impl Seen {
    fn callback(&self) -> OnProgress {
        let seen = self.clone();
        OnProgress::new(move |progress| seen.0.lock().expect("not poisoned").push(progress))
    }

    fn all(&self) -> Vec<Progress> {
        self.0.lock().expect("not poisoned").clone()
    }

    /// Never back, not too often, one end.
    fn check(&self, size: usize) {
        let (all, size) = (self.all(), size as u64);
        let end = Progress { transferred: size, total: Some(size) };
        assert!(all.windows(2).all(|pair| pair[0].transferred < pair[1].transferred), "{all:?}");
        assert_eq!(all.last(), Some(&end));
        assert!(all.len() as u64 <= size / (64 * 1024) + 1, "{all:?}");
    }
}

async fn send(
    space: &Space,
    content: Content,
    progress: &Seen,
) -> spectrum_imessage::Result<Option<Message>> {
    let options = SendOptions { progress: Some(progress.callback()), ..SendOptions::default() };
    Ok(space.send_all(vec![content], options).await?.pop().flatten())
}

fn guid(message: &Message) -> String {
    message.native().expect("iMessage").attachment_metadata[0].guid.clone()
}

/// The file as the service knows it.
async fn received(im: &IMessage, guid: &str) -> Attachment {
    im.get_attachment(guid, None).await.expect("an answer").expect("known")
}

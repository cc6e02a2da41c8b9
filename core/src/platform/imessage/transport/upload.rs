//! The upload: a unary call whose one message is written while its files are read, so that no file
//! needs to be in memory. The bytes are those that prost would write.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::try_unfold;
use prost::{Message, encode_length_delimiter, length_delimiter_len};
use tokio::sync::oneshot;

use super::frames::PREFIX;
use super::http2::Pieces;
use super::status::own_status;
use crate::content::FileStream;
use crate::error::{Error, Result};
use crate::progress::Gauge;
use spectrum_imessage_wire::v1;

/// The key of a field of bytes: its number, and 2 for what has a length.
const fn key(field: u8) -> u8 {
    field << 3 | 2
}
/// `UploadAttachmentRequest.data`, `.companion` and `Companion.data`.
const DATA: u8 = key(2);
const COMPANION: u8 = key(3);
const COMPANION_DATA: u8 = key(1);

/// A file of an upload: where its bytes come from, and how many they must be.
pub(in super::super) struct Piece {
    pub(in super::super) stream: FileStream,
    pub(in super::super) size: u64,
    /// The error if there are fewer or more.
    pub(in super::super) mismatch: fn() -> Error,
}

/// One try of an upload.
pub(in super::super) struct UploadRequest {
    pub(in super::super) file_name: String,
    pub(in super::super) primary: Piece,
    /// The video of a Live Photo.
    pub(in super::super) companion: Option<Piece>,
    /// Counts the bytes of the files that the connection has taken.
    pub(in super::super) gauge: Option<Gauge>,
}

/// The side of a body that the call holds.
pub(super) struct Watch {
    /// What made the body end too early.
    pub(super) failed: oneshot::Receiver<Error>,
    /// As long as it is there the body goes on: after an early answer nobody wants the rest.
    call: Arc<()>,
}

/// What is written one after another.
enum Section {
    Bytes(Bytes),
    File { piece: Box<Piece>, left: u64 },
}

/// Writes the body of a request.
struct Writer {
    sections: VecDeque<Section>,
    gauge: Option<Gauge>,
    written: u64,
    failed: Option<oneshot::Sender<Error>>,
    call: Weak<()>,
}

impl UploadRequest {
    /// What is sent, and what its call watches meanwhile.
    pub(super) fn into_pieces(self) -> Result<(Pieces, Watch)> {
        let (failed, failure) = oneshot::channel();
        let watch = Watch { failed: failure, call: Arc::new(()) };
        let gauge = self.gauge.clone();
        let (sections, call) = (self.sections()?, Arc::downgrade(&watch.call));
        let writer = Writer { sections, gauge, written: 0, failed: Some(failed), call };
        let pieces = try_unfold(writer, |mut writer| async move {
            match writer.next().await {
                Ok(next) => Ok(next.map(|bytes| (bytes, writer))),
                Err(error) => {
                    if let Some(failed) = writer.failed.take() {
                        // Nobody waits any more if the call was dropped.
                        let _ = failed.send(error.clone());
                    }
                    Err(own_status(error))
                }
            }
        });
        Ok((pieces.boxed(), watch))
    }

    fn sections(self) -> Result<VecDeque<Section>> {
        let name = v1::UploadAttachmentRequest { file_name: self.file_name, ..Default::default() };
        let mut sections = Vec::with_capacity(5);
        let mut head = name.encode_to_vec();
        field(&mut head, DATA, self.primary.size)?;
        let mut length = head.len() as u64 + self.primary.size;
        sections.push((head, Some(self.primary)));
        if let Some(companion) = self.companion {
            let mut own = Vec::new();
            field(&mut own, COMPANION_DATA, companion.size)?;
            let kind = v1::CompanionKind::LivePhotoVideo as i32;
            let tail = v1::Companion { data: Bytes::new(), kind }.encode_to_vec();
            let inner = own.len() as u64 + companion.size + tail.len() as u64;
            let mut head = Vec::new();
            // Unlike bytes, a message is written also if it is empty.
            delimited(&mut head, COMPANION, inner)?;
            length += head.len() as u64 + inner;
            head.append(&mut own);
            sections.push((head, Some(companion)));
            sections.push((tail, None));
        }
        let length = u32::try_from(length).map_err(|_| too_long())?;
        let mut prefix = BytesMut::with_capacity(PREFIX);
        // Not compressed.
        prefix.put_u8(0);
        prefix.put_u32(length);
        let mut all = VecDeque::from([Section::Bytes(prefix.freeze())]);
        for (bytes, piece) in sections {
            all.push_back(Section::Bytes(bytes.into()));
            all.extend(
                piece.map(|piece| Section::File { left: piece.size, piece: Box::new(piece) }),
            );
        }
        Ok(all)
    }
}

/// A field of bytes without the bytes; as everywhere, nothing if there are none.
fn field(buffer: &mut Vec<u8>, key: u8, size: u64) -> Result<()> {
    if size == 0 { Ok(()) } else { delimited(buffer, key, size) }
}

fn delimited(buffer: &mut Vec<u8>, key: u8, size: u64) -> Result<()> {
    let size = usize::try_from(size).map_err(|_| too_long())?;
    buffer.push(key);
    buffer.reserve(length_delimiter_len(size));
    encode_length_delimiter(size, buffer).map_err(|_| too_long())
}

/// Sizes are checked long before this.
fn too_long() -> Error {
    Error::invalid("the file is too large for one message")
}

impl Writer {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        if self.call.strong_count() == 0 {
            return Err(Error::invalid("the call has ended"));
        }
        loop {
            match self.sections.pop_front() {
                None => return Ok(None),
                Some(Section::Bytes(bytes)) if bytes.is_empty() => {}
                Some(Section::Bytes(bytes)) => return Ok(Some(bytes)),
                Some(Section::File { mut piece, left }) => {
                    if let Some(chunk) = self.chunk(&mut piece, left).await? {
                        let left = left - chunk.len() as u64;
                        if left > 0 {
                            self.sections.push_front(Section::File { piece, left });
                        }
                        return Ok(Some(chunk));
                    }
                }
            }
        }
    }

    /// The next bytes of a file. The last ones leave when it is certain that they are the last: a
    /// message is never complete with a file that is not.
    async fn chunk(&mut self, piece: &mut Piece, left: u64) -> Result<Option<Bytes>> {
        let chunk = piece.stream.next().await?;
        let length = chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        let ended = chunk.is_none() && left > 0;
        if ended
            || length > left
            || (length == left && chunk.is_some() && piece.stream.next().await?.is_some())
        {
            return Err((piece.mismatch)());
        }
        self.written += length;
        if let Some(gauge) = &self.gauge {
            gauge.at(self.written);
        }
        Ok(chunk)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;

    use super::*;
    use crate::content::File;

    async fn piece(bytes: &Bytes, size: usize) -> Piece {
        let stream = File::bytes(bytes.clone()).stream().await.expect("in memory");
        Piece { stream, size: size as u64, mismatch: || Error::validation("fileChanged", "") }
    }

    async fn request(name: &str, data: &Bytes, video: Option<&Bytes>) -> UploadRequest {
        let companion = match video {
            Some(video) => Some(piece(video, video.len()).await),
            None => None,
        };
        let primary = piece(data, data.len()).await;
        UploadRequest { file_name: name.into(), primary, companion, gauge: None }
    }

    async fn written(request: UploadRequest) -> Result<Bytes, Option<Error>> {
        let (pieces, mut watch) = request.into_pieces().expect("a body");
        let whole = pieces.try_fold(BytesMut::new(), async |mut whole, piece| {
            whole.extend_from_slice(&piece);
            Ok(whole)
        });
        whole.await.map(BytesMut::freeze).map_err(|_| watch.failed.try_recv().ok())
    }

    #[tokio::test]
    async fn the_bytes_are_those_of_prost() {
        let sizes = [0, 1, 127, 128, 20_000, 64 * 1024, 64 * 1024 + 1, 3_000_000];
        for (size, other) in sizes.into_iter().zip(sizes.into_iter().rev()) {
            let (data, video) = (Bytes::from(vec![7; size]), Bytes::from(vec![9; other]));
            for (name, video) in [("a.heic", Some(&video)), ("", Some(&video)), ("ä.txt", None)] {
                let companion = video.map(|data| v1::Companion {
                    data: data.clone(),
                    kind: v1::CompanionKind::LivePhotoVideo as i32,
                });
                let message = v1::UploadAttachmentRequest {
                    file_name: name.into(),
                    data: data.clone(),
                    companion,
                };
                let mut wanted = vec![0];
                wanted.put_u32(u32::try_from(message.encoded_len()).expect("small"));
                message.encode(&mut wanted).expect("a vector grows");
                let body = written(request(name, &data, video).await).await.expect("written");
                assert!(body == wanted, "{name:?} {size} {:?}", video.map(Bytes::len));
            }
        }
    }

    #[tokio::test]
    async fn a_file_of_another_size_ends_the_body_with_an_error() {
        let data = Bytes::from(vec![1; 100_000]);
        for said in [1, 64 * 1024, 99_999, 100_001, 1_000_000] {
            let wrong = UploadRequest {
                primary: piece(&data, said).await,
                ..request("a.bin", &data, None).await
            };
            let error = written(wrong).await.expect_err("not whole").expect("our own");
            assert_eq!(error.code(), "fileChanged", "{said}");
        }
    }
    #[tokio::test]
    async fn without_its_call_a_body_ends_with_an_error() {
        let data = Bytes::from(vec![1; 200_000]);
        let request = request("a.bin", &data, None).await;
        let (mut pieces, watch) = request.into_pieces().expect("a body");
        assert!(matches!(pieces.next().await, Some(Ok(_))));
        drop(watch);
        assert!(matches!(pieces.next().await, Some(Err(_))));
        assert!(pieces.next().await.is_none());
    }
}

//! Streams whose answers are read into something else than the generated structs: most of what
//! arrives is much alike, and need not be taken apart whole.

use bytes::Bytes;
use tonic::Status;

use super::frames::decode;

/// What an answer of type `A` is read as.
pub(in super::super) trait Reads<A>: Sized {
    /// Reads it where it stands. `None` if that takes the whole answer.
    fn glance(bytes: &[u8]) -> Option<Self>;

    /// Reads it from the whole answer.
    fn of(answer: A) -> Self;
}

/// Reads an answer.
pub(super) fn read<A: prost::Message + Default, T: Reads<A>>(bytes: Bytes) -> Result<T, Status> {
    match T::glance(&bytes) {
        Some(read) => Ok(read),
        None => decode(bytes).map(T::of),
    }
}

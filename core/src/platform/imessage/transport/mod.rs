//! gRPC to one endpoint: channel, bearer token, idempotency key, deadline, retry, errors.

mod bearer;
mod call;
mod channel;
mod reading;
mod retry;
mod status;
mod upload;

pub(super) use bearer::{Bearer, BearerSource, FixedBearer};
pub(super) use call::{Call, Opened, Transport};
pub(super) use channel::Endpoint;
pub(super) use reading::{Reads, open as open_reading};
pub(super) use upload::{Piece, UploadRequest};

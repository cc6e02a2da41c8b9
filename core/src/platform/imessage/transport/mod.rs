//! gRPC to one endpoint: channel, bearer token, idempotency key, deadline, retry, errors.

mod bearer;
mod call;
mod channel;
mod frames;
mod http2;
mod reading;
mod retry;
mod status;
mod upload;

pub(super) use bearer::{Bearer, BearerSource, FixedBearer};
pub(super) use call::{Call, Opened, Transport};
pub(super) use channel::Endpoint;
pub(super) use http2::Channel;
pub(super) use reading::Reads;
pub(super) use upload::{Piece, UploadRequest};

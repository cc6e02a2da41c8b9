//! Connections: TLS, names, sockets, and the few HTTP/1.1 requests that are not gRPC.

mod connector;
mod download;
mod http_client;
mod roots;
mod tls;

pub(crate) use connector::{ConnectError, Connector, Stream, causes};
pub(crate) use download::{HttpDownload, fetch, open};
pub(crate) use http_client::{HttpClient, HttpResponse};
pub(crate) use tls::Trust;

//! Streams whose answers are read into something else than the generated structs: most of what
//! arrives is much alike, and need not be taken apart whole.

use std::marker::PhantomData;

use bytes::Buf;
use http::uri::PathAndQuery;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;
use tonic::{Request, Response, Status, Streaming};

use super::call::MAX_MESSAGE;

/// What an answer of type `A` is read as.
pub(in super::super) trait Reads<A>: Sized + Send + Sync + 'static {
    /// Reads it where it stands. `None` if that takes the whole answer.
    fn glance(bytes: &[u8]) -> Option<Self>;

    /// Reads it from the whole answer.
    fn of(answer: A) -> Self;
}

/// Opens a stream of answers of type `A`, each read as a `T`. `path` names the service and the method.
pub(in super::super) async fn open<Q, A, T>(
    channel: Channel,
    request: Request<Q>,
    path: &'static str,
) -> Result<Response<Streaming<T>>, Status>
where
    Q: prost::Message + 'static,
    A: prost::Message + Default + 'static,
    T: Reads<A>,
{
    let mut grpc = Grpc::new(channel).max_decoding_message_size(MAX_MESSAGE);
    let ready = grpc.ready().await;
    ready.map_err(|error| Status::unknown(format!("Service was not ready: {error}")))?;
    let reading = Reading::<Q, A, T>(PhantomData);
    grpc.server_streaming(request, PathAndQuery::from_static(path), reading).await
}

struct Reading<Q, A, T>(PhantomData<fn(Q, A) -> T>);

impl<Q, A, T> Codec for Reading<Q, A, T>
where
    Q: prost::Message + 'static,
    A: prost::Message + Default + 'static,
    T: Reads<A>,
{
    type Encode = Q;
    type Decode = T;
    type Encoder = Encoding<Q>;
    type Decoder = Decoding<A, T>;

    fn encoder(&mut self) -> Self::Encoder {
        Encoding(PhantomData)
    }

    fn decoder(&mut self) -> Self::Decoder {
        Decoding(PhantomData)
    }
}

struct Encoding<Q>(PhantomData<fn(Q)>);

impl<Q: prost::Message> Encoder for Encoding<Q> {
    type Item = Q;
    type Error = Status;

    fn encode(&mut self, item: Q, buf: &mut EncodeBuf<'_>) -> Result<(), Status> {
        item.encode(buf).map_err(|error| Status::internal(error.to_string()))
    }
}

struct Decoding<A, T>(PhantomData<fn(A) -> T>);

impl<A, T> Decoder for Decoding<A, T>
where
    A: prost::Message + Default,
    T: Reads<A>,
{
    type Item = T;
    type Error = Status;

    fn decode(&mut self, buf: &mut DecodeBuf<'_>) -> Result<Option<T>, Status> {
        let length = buf.remaining();
        let whole = Some(buf.chunk()).filter(|chunk| chunk.len() == length);
        if let Some(read) = whole.and_then(T::glance) {
            buf.advance(length);
            return Ok(Some(read));
        }
        match A::decode(buf) {
            Ok(answer) => Ok(Some(T::of(answer))),
            Err(error) => Err(Status::internal(error.to_string())),
        }
    }
}

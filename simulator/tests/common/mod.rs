//! What the tests share: a simulator, raw clients of the wire, and a small HTTP client.
// Every test file takes its part of this, and none takes all.
#![allow(dead_code, unreachable_pub)]

pub mod process;

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use spectrum_imessage_simulator::{Builder, Simulator};
use spectrum_imessage_wire::v1::attachment_service_client::AttachmentServiceClient;
use spectrum_imessage_wire::v1::chat_service_client::ChatServiceClient;
use spectrum_imessage_wire::v1::event_service_client::EventServiceClient;
use spectrum_imessage_wire::v1::message_service_client::MessageServiceClient;
use spectrum_imessage_wire::v1::subscribe_message_events_response::Payload;
use spectrum_imessage_wire::v1::{
    self as wire, AttachmentInfo, Message, MessageChangeEvent, SendTextMessageRequest,
    SubscribeMessageEventsRequest, SubscribeMessageEventsResponse, message_change_event,
};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Request, Status, Streaming};

pub const ALICE: &str = "+15551230001";
pub const BOB: &str = "+15551230002";
pub const DM: &str = "any;-;+15551230001";
pub const LINE_A: &str = "+15559990001";
pub const LINE_B: &str = "+15559990002";
pub const SOON: Duration = Duration::from_secs(10);
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// A client of the wire, with a token.
#[derive(Clone)]
pub struct Client {
    pub channel: Channel,
    pub token: String,
}

impl Client {
    /// In the clear, with a token that the cloud gave for the line (the first, if none is named).
    pub async fn connect(sim: &Simulator, line: Option<&str>) -> Self {
        let channel = Endpoint::from_shared(sim.imessage_address_plain().to_owned())
            .expect("a URL")
            .connect()
            .await
            .expect("the port is open");
        Self { channel, token: token(sim, line).await }
    }

    /// Over TLS, trusting the simulator's own root only.
    pub async fn connect_tls(sim: &Simulator) -> Self {
        let root = std::fs::read(sim.ca_file()).expect("the file is there");
        let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(root));
        let channel = Endpoint::from_shared(format!("https://{}", sim.imessage_address()))
            .expect("a URL")
            .tls_config(tls)
            .expect("a root certificate")
            .connect()
            .await
            .expect("the certificate is good");
        Self { channel, token: token(sim, None).await }
    }

    pub fn with<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let bearer = format!("Bearer {}", self.token).parse().expect("ASCII");
        request.metadata_mut().insert("authorization", bearer);
        request
    }

    pub fn keyed<T>(&self, message: T, key: &str) -> Request<T> {
        let mut request = self.with(message);
        request.metadata_mut().insert("x-idempotency-key", key.parse().expect("ASCII"));
        request
    }

    pub fn messages(&self) -> MessageServiceClient<Channel> {
        MessageServiceClient::new(self.channel.clone())
    }

    pub fn chats(&self) -> ChatServiceClient<Channel> {
        ChatServiceClient::new(self.channel.clone())
    }

    pub fn attachments(&self) -> AttachmentServiceClient<Channel> {
        AttachmentServiceClient::new(self.channel.clone()).max_decoding_message_size(100 << 20)
    }

    pub fn events(&self) -> EventServiceClient<Channel> {
        EventServiceClient::new(self.channel.clone())
    }

    pub async fn send(&self, request: SendTextMessageRequest) -> Result<Message, Status> {
        let answer = self.messages().send_text_message(self.with(request)).await?.into_inner();
        Ok(answer.message.expect("an answer has a message"))
    }

    pub async fn text(&self, chat: &str, text: &str) -> Result<Message, Status> {
        self.send(text_request(chat, text)).await
    }

    /// Uploads a file.
    pub async fn upload(&self, name: &str, data: impl Into<Bytes>) -> AttachmentInfo {
        let request = wire::UploadAttachmentRequest {
            file_name: name.into(),
            data: data.into(),
            companion: None,
        };
        let answer = self.attachments().upload_attachment(self.with(request)).await;
        answer.expect("uploaded").into_inner().attachment.expect("an attachment")
    }

    /// Opens the stream of message events, and waits for its first heartbeat.
    pub async fn subscribe(&self) -> Streaming<SubscribeMessageEventsResponse> {
        let request = self.with(SubscribeMessageEventsRequest::default());
        let mut events =
            self.messages().subscribe_message_events(request).await.expect("open").into_inner();
        let first = events.message().await.expect("alive").expect("not over");
        assert!(matches!(first.payload, Some(Payload::Heartbeat(_))), "{first:?}");
        events
    }

    /// Everything after a sequence: the sequences with their payloads, heartbeats left out, and the
    /// head.
    pub async fn catch_up(
        &self,
        after: Option<u64>,
    ) -> Result<(Vec<wire::CatchUpEventsResponse>, u64), Status> {
        use wire::catch_up_events_response::Payload;
        let request = self.with(wire::CatchUpEventsRequest { after_sequence: after });
        let mut stream = self.events().catch_up_events(request).await?.into_inner();
        let mut events = Vec::new();
        while let Some(answer) = stream.message().await? {
            match answer.payload {
                Some(Payload::Heartbeat(_)) => {}
                Some(Payload::Complete(complete)) => return Ok((events, complete.head_sequence)),
                _ => events.push(answer),
            }
        }
        panic!("catch-up ended without saying that it is complete");
    }
}

pub fn text_request(chat: &str, text: &str) -> SendTextMessageRequest {
    SendTextMessageRequest {
        chat_guid: chat.to_owned(),
        text: text.to_owned(),
        ..Default::default()
    }
}

/// The next event of a stream, heartbeats left out.
pub async fn next_event(
    stream: &mut Streaming<SubscribeMessageEventsResponse>,
) -> Result<(u64, MessageChangeEvent), Status> {
    loop {
        let answer = tokio::time::timeout(SOON, stream.message())
            .await
            .expect("in time")?
            .expect("not over");
        if let Some(Payload::MessageChanged(change)) = answer.payload {
            return Ok((answer.sequence.expect("events are numbered"), change));
        }
    }
}

/// The message of an event that brings one.
pub fn received(event: MessageChangeEvent) -> Message {
    match event.change {
        Some(message_change_event::Change::MessageReceived(received)) => {
            received.message.expect("a message")
        }
        other => panic!("not a message: {other:?}"),
    }
}

/// The trailer `error-code`.
pub fn error_code(status: &Status) -> &str {
    trailer(status, "error-code").unwrap_or("")
}

pub fn trailer<'a>(status: &'a Status, name: &str) -> Option<&'a str> {
    status.metadata().get(name).map(|value| value.to_str().expect("ASCII"))
}

pub async fn start(builder: Builder) -> Simulator {
    builder.start().await.expect("starts")
}

/// A token from the cloud.
pub async fn token(sim: &Simulator, line: Option<&str>) -> String {
    let data = tokens(sim).await;
    if data["type"] == "shared" {
        return data["token"].as_str().expect("a token").to_owned();
    }
    let numbers = data["numbers"].as_object().expect("numbers");
    let (instance, _) = numbers
        .iter()
        .find(|(_, phone)| line.is_none_or(|line| *phone == line))
        .expect("the line is there");
    data["auth"][instance].as_str().expect("a token").to_owned()
}

/// What the cloud answers to a request for tokens.
pub async fn tokens(sim: &Simulator) -> Value {
    let path = format!("{}/projects/{}/imessage/tokens", sim.cloud_url(), sim.project_id());
    let (status, body) =
        http("POST", &path, Some((sim.project_id(), sim.project_secret())), None).await;
    assert_eq!((status, &body["succeed"]), (200, &json!(true)), "{body}");
    body["data"].clone()
}

/// One HTTP request; the answer as JSON, or as text if it is none.
pub async fn http(
    method: &str,
    url: &str,
    basic: Option<(&str, &str)>,
    body: Option<Value>,
) -> (u16, Value) {
    use base64::Engine;
    let url: http::Uri = url.parse().expect("a URL");
    let host = url.authority().expect("a host").as_str();
    let stream = tokio::net::TcpStream::connect(host).await.expect("the port is open");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP/1.1");
    let running = tokio::spawn(connection);
    let path = url.path_and_query().expect("a path").as_str();
    let mut request = http::Request::builder().method(method).uri(path).header("host", host);
    if let Some((user, password)) = basic {
        let encoded =
            base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        request = request.header("authorization", format!("Basic {encoded}"));
    }
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let request = request.body(Full::new(Bytes::from(body))).expect("a request");
    let response = sender.send_request(request).await.expect("an answer");
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    running.abort();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

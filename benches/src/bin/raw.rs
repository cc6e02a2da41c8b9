//! A raw tonic client: the least that does the work, on one thread. What others cost is told as a
//! ratio to it.

use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use futures_util::stream::{FuturesUnordered, StreamExt};
use spectrum_imessage_benches::measure::{Report, Watch, now};
use spectrum_imessage_benches::workload::{ALICE, FILE_GUID, TOKEN, Work, Workload};
use spectrum_imessage_wire::v1;
use spectrum_imessage_wire::v1::attachment_service_client::AttachmentServiceClient;
use spectrum_imessage_wire::v1::event_service_client::EventServiceClient;
use spectrum_imessage_wire::v1::group_service_client::GroupServiceClient;
use spectrum_imessage_wire::v1::message_service_client::MessageServiceClient;
use spectrum_imessage_wire::v1::poll_service_client::PollServiceClient;
use tokio::io::AsyncWriteExt;
use tonic::codec::Streaming;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Request, Status};

type Error = Box<dyn std::error::Error + Send + Sync>;

const MAX_MESSAGE: usize = 100 * 1024 * 1024;

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    work: Work,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let work = Options::parse().work;
    let report = match work.workload {
        Workload::Cold => cold(&work).await?,
        Workload::Sequential => sequential(&work).await?,
        Workload::Parallel => parallel(&work).await?,
        Workload::Inbound => inbound(&work, Duration::ZERO).await?,
        Workload::Slow => inbound(&work, Duration::from_secs_f64(work.busy)).await?,
        Workload::Latency => latency(&work).await?,
        Workload::CatchUp => catch_up(&work).await?,
        Workload::Upload => upload(&work).await?,
        Workload::Download => download(&work).await?,
        Workload::Idle => idle(&work).await?,
        Workload::Crossing => return Err("it has no border".into()),
    };
    report.print()?;
    Ok(())
}

/// A connection with windows as ours has them: the default of 64 KiB would slow streams down.
async fn connect(work: &Work) -> Result<Channel, Error> {
    let pem = std::fs::read(std::env::var("SPECTRUM_CA_FILE")?)?;
    let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem));
    let channel = Endpoint::from_shared(format!("https://{}", work.address))?
        .tls_config(tls)?
        .initial_stream_window_size(1024 * 1024)
        .initial_connection_window_size(4 * 1024 * 1024)
        .connect()
        .await?;
    Ok(channel)
}

fn request<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    if let Ok(token) = format!("Bearer {TOKEN}").parse() {
        request.metadata_mut().insert("authorization", token);
    }
    request
}

fn text(number: usize) -> Request<v1::SendTextMessageRequest> {
    let key = format!("5E2DBE4C-0000-4000-8000-{number:012}");
    let mut request = request(v1::SendTextMessageRequest {
        chat_guid: format!("any;-;{ALICE}"),
        text: "hello".to_owned(),
        client_message_id: Some(key.clone()),
        ..v1::SendTextMessageRequest::default()
    });
    if let Ok(key) = key.parse() {
        request.metadata_mut().insert("x-idempotency-key", key);
    }
    request
}

async fn subscribe(
    channel: Channel,
) -> Result<Streaming<v1::SubscribeMessageEventsResponse>, Error> {
    let wanted = request(v1::SubscribeMessageEventsRequest::default());
    let stream = MessageServiceClient::new(channel).subscribe_message_events(wanted).await?;
    Ok(stream.into_inner())
}

/// The text of a message event; `None` for everything else.
fn received(answer: v1::SubscribeMessageEventsResponse) -> Option<String> {
    use v1::subscribe_message_events_response::Payload;
    let Some(Payload::MessageChanged(change)) = answer.payload else { return None };
    told(change)
}

fn told(change: v1::MessageChangeEvent) -> Option<String> {
    use v1::message_change_event::Change;
    let Some(Change::MessageReceived(received)) = change.change else { return None };
    received.message?.content?.text
}

async fn cold(work: &Work) -> Result<Report, Error> {
    let watch = Watch::start();
    MessageServiceClient::new(connect(work).await?).send_text_message(text(0)).await?;
    Ok(watch.stop(1))
}

async fn sequential(work: &Work) -> Result<Report, Error> {
    let mut client = MessageServiceClient::new(connect(work).await?);
    client.send_text_message(text(0)).await?;
    let mut watch = Watch::start();
    for number in 1..=work.count {
        let began = now();
        client.send_text_message(text(number)).await?;
        watch.single(now() - began);
    }
    Ok(watch.stop(work.count))
}

async fn parallel(work: &Work) -> Result<Report, Error> {
    let mut client = MessageServiceClient::new(connect(work).await?);
    client.send_text_message(text(0)).await?;
    let watch = Watch::start();
    let mut running = FuturesUnordered::new();
    for number in 1..=work.count {
        if running.len() >= work.in_flight {
            running.next().await.transpose()?;
        }
        let mut client = client.clone();
        running.push(async move { client.send_text_message(text(number)).await.map(drop) });
    }
    while running.next().await.transpose()?.is_some() {}
    Ok(watch.stop(work.count))
}

async fn inbound(work: &Work, busy: Duration) -> Result<Report, Error> {
    let mut stream = subscribe(connect(work).await?).await?;
    let mut watch = None;
    let mut count = 0;
    while count < work.count {
        let Some(answer) = stream.message().await? else { break };
        if received(answer).is_none() {
            continue;
        }
        count += 1;
        if watch.is_none() {
            tokio::time::sleep(busy).await;
            watch = Some(Watch::start());
        }
    }
    Ok(watch.unwrap_or_default().stop(count))
}

async fn latency(work: &Work) -> Result<Report, Error> {
    let mut stream = subscribe(connect(work).await?).await?;
    let mut watch = Watch::start();
    let mut count = 0;
    while count < work.count {
        let Some(answer) = stream.message().await? else { break };
        let Some(text) = received(answer) else { continue };
        count += 1;
        if let Some(sent) = text.strip_prefix("at ").and_then(|at| at.parse::<u64>().ok()) {
            watch.single(now().saturating_sub(sent));
        }
    }
    Ok(watch.stop(count))
}

/// With the live stream open beside it, as a client must have it.
async fn catch_up(work: &Work) -> Result<Report, Error> {
    use v1::catch_up_events_response::Payload;
    let channel = connect(work).await?;
    let mut first = subscribe(channel.clone()).await?;
    while let Ok(Some(_)) = first.message().await {}
    let mut live = subscribe(channel.clone()).await?;
    let reader = tokio::spawn(async move { while let Ok(Some(_)) = live.message().await {} });
    let wanted = request(v1::CatchUpEventsRequest { after_sequence: Some(1) });
    let mut stream = EventServiceClient::new(channel).catch_up_events(wanted).await?.into_inner();
    let mut watch = None;
    let mut count = 0;
    while let Some(answer) = stream.message().await? {
        let Some(Payload::MessageChanged(change)) = answer.payload else { continue };
        if told(change).is_some() {
            watch.get_or_insert_with(Watch::start);
            count += 1;
        }
    }
    reader.abort();
    Ok(watch.unwrap_or_default().stop(count))
}

async fn upload(work: &Work) -> Result<Report, Error> {
    let channel = connect(work).await?;
    let mut messages = MessageServiceClient::new(channel.clone());
    messages.send_text_message(text(0)).await?;
    let watch = Watch::start();
    let file = v1::UploadAttachmentRequest {
        file_name: "bench.bin".to_owned(),
        data: tokio::fs::read(&work.path).await?.into(),
        companion: None,
    };
    let size = file.data.len();
    let mut attachments = AttachmentServiceClient::new(channel);
    attachments.upload_attachment(request(file)).await?;
    let source = v1::attachment_ref::Source::AttachmentGuid(FILE_GUID.to_owned());
    let sent = v1::SendAttachmentMessageRequest {
        chat_guid: format!("any;-;{ALICE}"),
        attachment: Some(v1::AttachmentRef { source: Some(source), ..Default::default() }),
        ..v1::SendAttachmentMessageRequest::default()
    };
    messages.send_attachment_message(request(sent)).await?;
    Ok(watch.stop(size))
}

async fn download(work: &Work) -> Result<Report, Error> {
    use v1::download_attachment_response::Payload;
    let channel = connect(work).await?;
    let mut client = AttachmentServiceClient::new(channel).max_decoding_message_size(MAX_MESSAGE);
    let guid = FILE_GUID.to_owned();
    let wanted = v1::GetAttachmentInfoRequest { attachment_guid: guid.clone() };
    client.get_attachment_info(request(wanted)).await?;
    let watch = Watch::start();
    let mut file = tokio::io::BufWriter::new(tokio::fs::File::create(&work.path).await?);
    let wanted = v1::DownloadAttachmentRequest { attachment_guid: guid };
    let mut stream = client.download_attachment(request(wanted)).await?.into_inner();
    let mut size = 0;
    while let Some(answer) = stream.message().await? {
        if let Some(Payload::PrimaryChunk(chunk)) = answer.payload {
            size += chunk.len();
            file.write_all(&chunk).await?;
        }
    }
    file.flush().await?;
    Ok(watch.stop(size))
}

/// A connection for each line, with the streams that a client reads.
async fn idle(work: &Work) -> Result<Report, Error> {
    let opened = Arc::new(tokio::sync::Semaphore::new(0));
    for _ in 0..work.count {
        let channel = connect(work).await?;
        let opened = Arc::clone(&opened);
        tokio::spawn(async move {
            let messages = v1::SubscribeMessageEventsRequest::default();
            let polls = v1::SubscribePollEventsRequest::default();
            let groups = v1::SubscribeGroupEventsRequest::default();
            let mut messages = MessageServiceClient::new(channel.clone())
                .subscribe_message_events(request(messages))
                .await?
                .into_inner();
            let mut polls = PollServiceClient::new(channel.clone())
                .subscribe_poll_events(request(polls))
                .await?
                .into_inner();
            let mut groups = GroupServiceClient::new(channel)
                .subscribe_group_events(request(groups))
                .await?
                .into_inner();
            opened.add_permits(1);
            loop {
                tokio::select! {
                    answer = messages.message() => { answer?; }
                    answer = polls.message() => { answer?; }
                    answer = groups.message() => { answer?; }
                }
            }
            #[allow(unreachable_code, reason = "says what the block yields")]
            Ok::<(), Status>(())
        });
    }
    let all = opened.acquire_many(u32::try_from(work.count)?).await?;
    let watch = Watch::start();
    tokio::time::sleep(Duration::from_secs(2)).await;
    drop(all);
    Ok(watch.stop(work.count))
}

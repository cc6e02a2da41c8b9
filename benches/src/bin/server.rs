//! The neutral server: answers that were built beforehand, over TLS, without a look at the request.
//! Prints its address as soon as clients may connect; ends with its standard input.

use std::convert::Infallible;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use clap::Parser;
use futures_util::stream::{self, Stream, StreamExt};
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use prost::Message as _;
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls_pki_types::PrivateKeyDer;
use spectrum_imessage_benches::{frames, measure};
use spectrum_imessage_wire::v1;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Body = StreamBody<Pin<Box<dyn Stream<Item = Result<Frame<Bytes>, Infallible>> + Send>>>;

const WINDOW: u32 = 4 * 1024 * 1024;
const HEARTBEAT: Duration = Duration::from_secs(10);
/// What the service sends at a time of a file.
const FILE_CHUNK: usize = 64 * 1024;

#[derive(Parser)]
struct Options {
    /// Where the root certificate is written
    #[arg(long)]
    ca: PathBuf,
    /// Texts that are there as soon as somebody listens
    #[arg(long, default_value_t = 0)]
    burst: usize,
    /// Texts that come one after another, each with the time of its sending
    #[arg(long, default_value_t = 0)]
    timed: usize,
    /// How many of these a second
    #[arg(long, default_value_t = 500)]
    rate: u32,
    /// Texts that are missed in a break after the first one
    #[arg(long, default_value_t = 0)]
    missed: usize,
    /// Texts come at the rate during the catch-up too
    #[arg(long)]
    live: bool,
    /// The size of the file that can be downloaded
    #[arg(long, default_value_t = 0)]
    file: usize,
}

/// What is answered.
struct Answers {
    options: Options,
    burst: Vec<Bytes>,
    missed: Vec<Bytes>,
    sent: AtomicUsize,
    /// How often the live stream of messages was opened.
    opened: AtomicUsize,
    /// The catch-up has been asked for.
    asked: Notify,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
async fn main() -> Result<(), Error> {
    let options = Options::parse();
    let acceptor = tls(&options.ca)?;
    let burst = frames::chunks((1..=options.burst).map(|n| frames::live(n, format!("text {n}"))));
    let last = options.missed + 1;
    let missed = (2..=last).map(|n| frames::missed(n, format!("missed {n}")));
    let mut missed = frames::chunks(missed);
    missed.push(frames::complete(last));
    let answers = Arc::new(Answers {
        options,
        burst,
        missed,
        sent: AtomicUsize::new(0),
        opened: AtomicUsize::new(0),
        asked: Notify::new(),
    });

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut out = std::io::stdout();
    writeln!(out, "localhost:{}", listener.local_addr()?.port())?;
    out.flush()?;
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(serve(stream, acceptor.clone(), Arc::clone(&answers)));
    }
}

fn tls(ca: &PathBuf) -> Result<TlsAcceptor, Error> {
    let mut authority = CertificateParams::new(Vec::<String>::new())?;
    authority.is_ca = IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    params.use_authority_key_identifier_extension = true;
    let certificate = params.signed_by(&key, &authority)?;
    std::fs::write(ca, authority.pem())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, answers: Arc<Answers>) {
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let service = service_fn(move |request| answer(request, Arc::clone(&answers)));
    let _ = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(2 * WINDOW)
        .max_concurrent_streams(4096)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    request: Request<Incoming>,
    answers: Arc<Answers>,
) -> Result<Response<Body>, Infallible> {
    let (head, mut body) = request.into_parts();
    // Only small requests are ever looked at.
    let mut first = Bytes::new();
    while let Some(Ok(frame)) = body.frame().await {
        if let Ok(data) = frame.into_data()
            && first.is_empty()
        {
            first = data;
        }
    }
    let path = head.uri.path().rsplit('/').next().unwrap_or_default();
    let body = match path {
        "SubscribeMessageEvents" => messages(&answers),
        "CatchUpEvents" => catch_up(&answers, &first),
        name if name.starts_with("Subscribe") => open(Vec::new(), stream::pending()),
        "DownloadAttachment" => download(answers.options.file),
        "UploadAttachment" => whole(&v1::UploadAttachmentResponse {
            attachment: Some(frames::file(0)),
            companion: None,
        }),
        "GetAttachmentInfo" => whole(&v1::GetAttachmentInfoResponse {
            attachment: Some(frames::file(answers.options.file)),
        }),
        _ => whole(&frames::sent(answers.sent.fetch_add(1, Ordering::Relaxed))),
    };
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    Ok(response)
}

/// One answer.
fn whole(message: &impl prost::Message) -> Body {
    ended(stream::iter([frames::frame(message)]), "0")
}

/// An answer of several parts, and the status after it.
fn ended(parts: impl Stream<Item = Bytes> + Send + 'static, status: &'static str) -> Body {
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static(status));
    let end = stream::iter([Ok(Frame::trailers(trailers))]);
    StreamBody::new(Box::pin(parts.map(|part| Ok(Frame::data(part))).chain(end)))
}

/// A stream that stays open: what is there, a heartbeat, then the rest with heartbeats between.
fn open(there: Vec<Bytes>, rest: impl Stream<Item = Bytes> + Send + 'static) -> Body {
    let mut beats = tokio::time::interval(HEARTBEAT);
    let beats = stream::poll_fn(move |cx| beats.poll_tick(cx).map(|_| Some(frames::heartbeat())));
    let parts = stream::iter(there).chain(stream::select(beats, rest));
    StreamBody::new(Box::pin(parts.map(|part| Ok(Frame::data(part)))))
}

fn messages(answers: &Arc<Answers>) -> Body {
    let again = answers.opened.fetch_add(1, Ordering::Relaxed) > 0;
    let options = &answers.options;
    if options.missed > 0 && !again {
        // The first message, a moment, and the break.
        let first = frames::live(1, "first".to_owned());
        let moment = stream::once(async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Bytes::new()
        });
        return ended(stream::iter([first]).chain(moment), "14");
    }
    if options.missed > 0 {
        let first = options.missed + 2;
        return match options.live {
            true => open(Vec::new(), timed(Arc::clone(answers), first, usize::MAX / 2)),
            false => open(Vec::new(), stream::pending()),
        };
    }
    match options.timed {
        0 => open(answers.burst.clone(), stream::pending()),
        count => open(Vec::new(), timed(Arc::clone(answers), 1, count)),
    }
}

/// Texts at the rate, each with its time. With a catch-up they begin when that is asked for.
fn timed(answers: Arc<Answers>, first: usize, count: usize) -> impl Stream<Item = Bytes> + Send {
    let period = Duration::from_secs(1) / answers.options.rate;
    let numbers = first..first.saturating_add(count);
    stream::unfold((None, numbers), move |(ticks, mut numbers)| {
        let answers = Arc::clone(&answers);
        async move {
            let mut ticks = match ticks {
                Some(ticks) => ticks,
                None => {
                    if answers.options.missed > 0 {
                        answers.asked.notified().await;
                    }
                    tokio::time::interval(period)
                }
            };
            ticks.tick().await;
            let number = numbers.next()?;
            Some((frames::live(number, format!("at {}", measure::now())), (Some(ticks), numbers)))
        }
    })
}

/// Without a position it is asked where the head is.
fn catch_up(answers: &Arc<Answers>, request: &Bytes) -> Body {
    let request = request.get(5..).unwrap_or_default();
    let after = v1::CatchUpEventsRequest::decode(request).ok().and_then(|r| r.after_sequence);
    if after.is_none() || answers.options.missed == 0 {
        return ended(stream::iter([frames::complete(after.unwrap_or(0) as usize)]), "0");
    }
    answers.asked.notify_one();
    ended(stream::iter(answers.missed.clone()), "0")
}

fn download(size: usize) -> Body {
    use v1::download_attachment_response::Payload;
    let part = |payload| frames::frame(&v1::DownloadAttachmentResponse { payload: Some(payload) });
    let header = v1::DownloadHeader { attachment: Some(frames::file(size)), companion: None };
    let head = part(Payload::Header(header));
    let chunk = part(Payload::PrimaryChunk(vec![7; FILE_CHUNK].into()));
    let rest = part(Payload::PrimaryChunk(vec![7; size % FILE_CHUNK].into()));
    let rest = (!size.is_multiple_of(FILE_CHUNK)).then_some(rest);
    let chunks = std::iter::repeat_n(chunk, size / FILE_CHUNK).chain(rest);
    ended(stream::iter(std::iter::once(head).chain(chunks)), "0")
}

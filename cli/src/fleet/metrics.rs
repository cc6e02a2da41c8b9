//! `spectrum fleet metrics`.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use spectrum_imessage_fleet::FleetView;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::Nats;
use crate::cloud::{Ending, block_on};
use crate::failure::Failure;
use crate::output::complain;

pub(crate) const HELP: &str = "\
Examples:
  spectrum fleet metrics --nats nats://localhost:4222
  curl http://127.0.0.1:9464/metrics

GET /metrics answers in the text format of Prometheus: events, dead letters, members, held lines and
partitions, lag, pending and redelivered events. One of these serves the whole fleet: what it says is read
from NATS when it is asked for. Anybody who reaches the address can read it; there are line numbers, but
no texts, in it.

Exit codes:
  0  ended by Ctrl-C
  2  there is no such fleet, or an address cannot be used
  8  NATS cannot be reached at the start
  1, 3, 4, 5, 6, 7, 9, 10  as spectrum --help says";

/// Scrapes at a time; more wait.
const AT_A_TIME: usize = 4;
/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(10);

/// What to serve, and where.
#[derive(Args)]
pub(crate) struct Options {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9464")]
    listen: SocketAddr,
    #[command(flatten)]
    nats: Nats,
}

/// Runs the command.
pub(crate) fn run(options: Options) -> Result<(), Failure> {
    block_on(async {
        let mut ending = Ending::new()?;
        tokio::select! {
            served = serve(&options) => served,
            () = ending.asked() => Ok(()),
        }
    })
}

async fn serve(options: &Options) -> Result<(), Failure> {
    let view = Arc::new(FleetView::connect(&options.nats.options()?).await?);
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| Failure::Usage(format!("cannot listen on {}: {error}", options.listen)))?;
    let address = listener.local_addr().map_err(Failure::Runtime)?;
    complain(&format!("serving http://{address}/metrics"));
    let places = Arc::new(Semaphore::new(AT_A_TIME));
    loop {
        // Never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return Ok(()) };
        let Ok((stream, _)) = listener.accept().await else { continue };
        let view = Arc::clone(&view);
        tokio::spawn(async move {
            let answer = service_fn(|request| answer(&view, request));
            let mut server = http1::Builder::new();
            server.timer(TokioTimer::new()).header_read_timeout(PATIENCE).keep_alive(false);
            // Whoever went away in the middle does not want to know.
            let _ = server.serve_connection(TokioIo::new(stream), answer).await;
            drop(place);
        });
    }
}

async fn answer(
    view: &FleetView,
    request: Request<Incoming>,
) -> Result<Response<String>, Infallible> {
    let (status, text) = match (request.method(), request.uri().path()) {
        (&Method::GET, "/metrics") => match view.status().await {
            Ok(status) => (StatusCode::OK, status.to_prometheus()),
            Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
        },
        (_, "/metrics") => (StatusCode::METHOD_NOT_ALLOWED, "GET /metrics\n".to_owned()),
        _ => (StatusCode::NOT_FOUND, "GET /metrics\n".to_owned()),
    };
    let mut response = Response::new(text);
    *response.status_mut() = status;
    let plain = hyper::header::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    Ok(response)
}

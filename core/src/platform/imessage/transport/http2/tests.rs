use std::error::Error as _;
use std::future::poll_fn;
use std::pin::pin;

use futures_util::StreamExt;
use futures_util::future::join_all;
use http::Response;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::*;

const SHORT: Patience =
    Patience { silence: Duration::from_millis(5), answer: Duration::from_millis(5) };

/// A service that tells the paths of its calls and the sizes of their bodies, and answers with them.
struct Server {
    uri: Uri,
    calls: mpsc::UnboundedReceiver<(String, usize)>,
    accepted: mpsc::UnboundedReceiver<tokio::task::AbortHandle>,
}

async fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let uri = format!("http://{}", listener.local_addr().expect("bound")).parse().expect("a URI");
    let (told, calls) = mpsc::unbounded_channel();
    let (accepts, accepted) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let serving = tokio::spawn(serve(socket, told.clone()));
            let _ = accepts.send(serving.abort_handle());
        }
    });
    Server { uri, calls, accepted }
}

async fn serve(socket: TcpStream, told: mpsc::UnboundedSender<(String, usize)>) {
    let Ok(mut connection) = h2::server::handshake(socket).await else { return };
    while let Some(Ok((request, mut answer))) = connection.accept().await {
        let told = told.clone();
        tokio::spawn(async move {
            let path = request.uri().path().to_owned();
            let mut body = request.into_body();
            let mut size = 0;
            if path != "/early" {
                while let Some(Ok(data)) = body.data().await {
                    size += data.len();
                    let _ = body.flow_control().release_capacity(data.len());
                }
            }
            let _ = told.send((path.clone(), size));
            if path == "/never" {
                let _ = std::future::poll_fn(|cx| answer.poll_reset(cx)).await;
                let _ = told.send(("reset".to_owned(), 0));
                return;
            }
            let mut stream = answer.send_response(Response::new(()), false).expect("open");
            stream.send_data(Bytes::from(path), false).expect("open");
            let mut trailers = http::HeaderMap::new();
            trailers.insert("size", size.into());
            stream.send_trailers(trailers).expect("open");
        });
    }
}

fn channel(uri: &Uri) -> Channel {
    let tls = ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Channel::new(uri.clone(), Connector::always(tls.into(), false)).expect("a host")
}

/// Pieces that are not there at once.
fn pieces(sizes: &[usize]) -> Payload {
    let sizes: Vec<_> = sizes.to_vec();
    let pieces = futures_util::stream::unfold(sizes.into_iter(), |mut sizes| async move {
        tokio::task::yield_now().await;
        Some((Ok(Bytes::from(vec![7; sizes.next()?])), sizes))
    });
    Payload::Pieces(pieces.boxed())
}

fn whole(size: usize) -> Payload {
    Payload::Whole(Bytes::from(vec![7; size]))
}

impl Channel {
    fn ask(&self, path: &'static str, payload: Payload) -> Exchange {
        self.call(path, HeaderMap::new(), payload)
    }
}

/// The bytes of an answer, and the size that its trailers tell.
async fn answer(exchange: Exchange) -> (Vec<u8>, Option<String>) {
    let mut received = exchange.await.expect("an answer").into_body();
    let mut bytes = Vec::new();
    while let Some(data) = poll_fn(|cx| received.poll_data(cx)).await {
        bytes.extend(data.expect("read"));
    }
    let trailers = poll_fn(|cx| received.poll_trailers(cx)).await.expect("read");
    let size = trailers.and_then(|t| t.get("size")?.to_str().ok().map(str::to_owned));
    (bytes, size)
}

#[tokio::test]
async fn bodies_arrive_whole_whatever_their_pieces() {
    let server = server().await;
    let channel = channel(&server.uri);
    for sizes in [&[][..], &[1], &[0, 5, 0], &[70_000; 40], &[1, 1_000_000, 3]] {
        let total: usize = sizes.iter().sum();
        let (body, size) = answer(channel.ask("/pieces", pieces(sizes))).await;
        assert_eq!((&*body, size), (&b"/pieces"[..], Some(total.to_string())), "{sizes:?}");
        let (_, size) = answer(channel.ask("/whole", whole(total))).await;
        assert_eq!(size, Some(total.to_string()));
    }
}

#[tokio::test]
async fn calls_leave_in_their_order_also_while_it_connects() {
    let mut server = server().await;
    let channel = channel(&server.uri);
    // Sizes tell them apart: 0 to 199 while it connects, then the rest.
    let mut waiting: Vec<_> = (0..200).map(|n| channel.ask("/", whole(n))).collect();
    // Given up before there is a connection: it never leaves.
    drop(waiting.remove(7));
    join_all(waiting.into_iter().map(answer)).await;
    join_all((200..300).map(|n| answer(channel.ask("/", whole(n))))).await;
    let mut seen = Vec::new();
    while let Ok((_, size)) = server.calls.try_recv() {
        seen.push(size);
    }
    let wanted: Vec<_> = (0..300).filter(|n| *n != 7).collect();
    assert_eq!(seen, wanted);
}

#[tokio::test]
async fn a_broken_connection_fails_its_calls_and_the_next_ones_have_another() {
    let mut server = server().await;
    let channel = channel(&server.uri);
    channel.connect().await.expect("connected");
    let cut = server.accepted.recv().await.expect("accepted");
    let never = channel.ask("/never", whole(1));
    assert_eq!(server.calls.recv().await.expect("a call").0, "/never");
    cut.abort();
    let status = never.await.map(drop).expect_err("cut");
    assert!(status.source().is_some(), "{status:?}");
    let (body, _) = answer(channel.ask("/again", whole(1))).await;
    assert_eq!(body, b"/again");
    assert!(server.accepted.recv().await.is_some());
}

#[tokio::test]
async fn who_cannot_connect_is_told_why() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let uri = format!("http://{}", listener.local_addr().expect("bound")).parse().expect("a URI");
    drop(listener);
    let channel = channel(&uri);
    assert!(channel.connect().await.is_err());
    let calls: Vec<_> = (0..3).map(|_| channel.ask("/", whole(1))).collect();
    for call in calls {
        let status = call.await.map(drop).expect_err("refused");
        let error = super::super::status::status_error(&status);
        assert_eq!(error.context()["reason"], "connect");
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_is_reset() {
    let mut server = server().await;
    let channel = channel(&server.uri);
    let mut never = Box::pin(channel.ask("/never", whole(1)));
    tokio::select! {
        call = server.calls.recv() => assert_eq!(call.expect("a call").0, "/never"),
        _ = &mut never => panic!("answered"),
    }
    drop(never);
    assert_eq!(server.calls.recv().await.expect("told").0, "reset");
}

#[tokio::test]
async fn an_answer_may_come_before_the_request_is_whole() {
    let server = server().await;
    let channel = channel(&server.uri);
    let (body, _) = answer(channel.ask("/early", pieces(&[100_000; 100]))).await;
    assert_eq!(body, b"/early");
    let (body, _) = answer(channel.ask("/after", whole(1))).await;
    assert_eq!(body, b"/after");
}

#[tokio::test]
async fn a_connection_ends_with_its_last_user() {
    let mut server = server().await;
    let channel = channel(&server.uri);
    let exchange = channel.ask("/last", whole(1));
    let received = exchange.await.expect("an answer").into_body();
    let serving = server.accepted.recv().await.expect("accepted");
    drop(channel);
    tokio::task::yield_now().await;
    assert!(!serving.is_finished(), "the call goes on");
    drop(received);
    while !serving.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn a_connection_without_a_sign_of_life_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let uri = format!("http://{}", listener.local_addr().expect("bound")).parse().expect("a URI");
    let (_sender, life, _) = channel(&uri).0.open_with(SHORT).await.expect("connected");
    let (deaf, _) = listener.accept().await.expect("accepted");
    life.await;
    drop(deaf);
}

#[tokio::test]
async fn a_connection_that_answers_lives() {
    let server = server().await;
    let patience = Patience { answer: Duration::from_secs(60), ..SHORT };
    let (_sender, life, heard) = channel(&server.uri).0.open_with(patience).await.expect("open");
    let mut life = pin!(life);
    let mut seen = heard.last();
    for _ in 0..5 {
        while heard.last() <= seen {
            tokio::select! {
                () = &mut life => panic!("ended"),
                () = tokio::time::sleep(Duration::from_millis(1)) => {}
            }
        }
        seen = heard.last();
    }
}

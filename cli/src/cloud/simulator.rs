//! A simulator that runs: where it is and which project it has.

use std::path::PathBuf;
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::header::HOST;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use spectrum_imessage::{Error, ErrorKind};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use crate::failure::Failure;

/// How long a simulator may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Far above its answer.
const LIMIT: usize = 64 * 1024;

/// What a simulator says of itself. Its secret is worth nothing elsewhere.
#[derive(Deserialize)]
pub(super) struct Ready {
    pub(super) cloud_url: String,
    pub(super) imessage_address: String,
    pub(super) ca_file: PathBuf,
    pub(super) project_id: String,
    pub(super) project_secret: String,
}

/// The simulator whose page is at this address, or that has printed this line of JSON.
///
/// # Errors
/// If it is neither, or nobody answers there.
pub(super) async fn find(address: &str) -> Result<Ready, Failure> {
    let address = address.trim();
    if address.starts_with('{') {
        let wrong = |_| usage("the JSON of --simulator is not what a simulator prints");
        return serde_json::from_str(address).map_err(wrong);
    }
    let wrong =
        || usage("--simulator takes the address of its page, such as http://127.0.0.1:8420");
    let address =
        if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let url = Url::parse(&address).ok().filter(|url| url.scheme() == "http").ok_or_else(wrong)?;
    let host = url.host_str().ok_or_else(wrong)?.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().ok_or_else(wrong)?;
    let silent = |why: String| {
        let text = format!("the simulator at {host}, port {port}: {why}");
        Failure::from(Error::new(ErrorKind::Connection, "networkError", text).with_retryable(true))
    };
    let answer = timeout(PATIENCE, ask(&host, port)).await;
    let answer = answer.map_err(|_| silent("no answer in time".to_owned()))?.map_err(silent)?;
    serde_json::from_slice(&answer).map_err(|_| silent("what answers is no simulator".to_owned()))
}

async fn ask(host: &str, port: u16) -> Result<Bytes, String> {
    let stream = TcpStream::connect((host, port)).await.map_err(|error| error.to_string())?;
    let failed = |error: hyper::Error| error.to_string();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let host =
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
    let request = Request::get("/api/ready").header(HOST, host).body(Empty::<Bytes>::new());
    let request = request.map_err(|error| error.to_string())?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(failed)?;
        if answer.status() != StatusCode::OK {
            return Err(format!("it answers {}", answer.status()));
        }
        let body = Limited::new(answer.into_body(), LIMIT).collect().await;
        body.map(|body| body.to_bytes()).map_err(|error| error.to_string())
    };
    // The connection moves the bytes; it ends with the exchange.
    tokio::select! {
        answer = exchange => answer,
        ended = connection => Err(match ended {
            Ok(()) => "it hung up".to_owned(),
            Err(error) => error.to_string(),
        }),
    }
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_or_the_line_of_json() {
        let line = r#"{"cloud_url":"http://c","imessage_address":"i:1","imessage_address_plain":"p",
            "ca_file":"/ca","project_id":"sim","project_secret":"s","page_url":"http://p","pid":1}"#;
        let Ok(ready) = find(line).await else { panic!("it is one") };
        assert_eq!((ready.project_id.as_str(), ready.imessage_address.as_str()), ("sim", "i:1"));
        for wrong in ["{}", "{\"project_secret\": \"hunter2\"", "https://127.0.0.1:1", "http://"] {
            let Err(error) = find(wrong).await else { panic!("{wrong}") };
            assert!(matches!(error, Failure::Usage(_)), "{wrong}: {error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}

//! What goes wrong before there is a connection.

use std::time::{Duration, Instant};

use spectrum_imessage::imessage::{Client, Config, IMessage};
use spectrum_imessage::{Error, ErrorKind, Options, Spectrum};
use spectrum_imessage_simulator::Simulator;
use tokio::net::TcpListener;

use super::{LINE_A, options};

async fn fails(options: Options, config: Config) -> Error {
    let started = Instant::now();
    let error = Spectrum::start(options, vec![config.into()]).await.expect_err("it cannot start");
    assert!(started.elapsed() < Duration::from_secs(30), "within the start deadline");
    error
}

fn reason(error: &Error) -> (&str, &str) {
    let field = |name: &str| error.context().get(name).map(String::as_str).unwrap_or_default();
    (field("reason"), field("host"))
}

fn to_cloud(url: &str) -> Options {
    Options {
        project_id: Some("project".into()),
        project_secret: Some("hunter2".into()),
        cloud_url: Some(url.into()),
        ..Options::default()
    }
}

fn relay(address: &str) -> Config {
    Config::Clients(vec![Client {
        address: address.into(),
        token: "hunter2".into(),
        phone: LINE_A.into(),
    }])
}

#[tokio::test]
async fn a_name_that_does_not_resolve() {
    for (options, config) in [
        (to_cloud("https://no-such-host.invalid"), Config::Cloud),
        (Options::default(), relay("no-such-host.invalid:443")),
    ] {
        let error = fails(options, config).await;
        assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
        let (reason, host) = reason(&error);
        assert_eq!(reason, "dns", "{error:?}");
        assert!(host.starts_with("no-such-host.invalid"), "{error:?}");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn a_refused_connection() {
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        listener.local_addr().expect("bound").to_string()
    };
    for (options, config) in [
        (to_cloud(&format!("http://{address}")), Config::Cloud),
        (Options::default(), relay(&address)),
    ] {
        let error = fails(options, config).await;
        assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
        assert_eq!(reason(&error), ("connect", address.as_str()), "{error:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let error = fails(Options { ca_file: None, ..options(&sim) }, Config::Cloud).await;
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    assert_eq!(reason(&error), ("tls", sim.imessage_address()), "{error:?}");
    assert!(!format!("{error:?}").contains(sim.project_secret()));
}

#[tokio::test]
async fn a_host_that_does_not_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    let options = Options {
        start_timeout: Some(Duration::from_millis(300)),
        ..to_cloud(&format!("http://{address}"))
    };
    let error = fails(options, Config::Cloud).await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Connection, "timeout"));
    drop(listener);
}

#[tokio::test]
async fn wrong_credentials() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let wrong = Options { project_secret: Some("hunter2".into()), ..options(&sim) };
    let error = fails(wrong, Config::Cloud).await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Authentication, "UNAUTHORIZED"));
    assert!(!format!("{error:?}").contains("hunter2"));
    let half = Options { project_secret: None, ..options(&sim) };
    assert_eq!(fails(half, Config::Cloud).await.code(), "missingCredentials");
}

#[tokio::test]
async fn a_relay_of_ones_own() {
    let sim = Simulator::builder()
        .dedicated([LINE_A])
        .fixed_token("relay-token", LINE_A)
        .start()
        .await
        .expect("it starts");
    let client = Client {
        address: sim.imessage_address().to_owned(),
        token: "relay-token".into(),
        phone: LINE_A.into(),
    };
    let options = Options { ca_file: Some(sim.ca_file().to_owned()), ..Options::default() };
    let app = Spectrum::start(options.clone(), vec![Config::Clients(vec![client.clone()]).into()])
        .await
        .expect("it starts");
    let space = app.imessage().and_then(|im| im.space("any;-;+15551230001", None));
    let space = space.expect("a space");
    space.send("hello").await.expect("it is sent");
    assert_eq!(IMessage::of(&space).map(|im| im.lines()), Some(vec![LINE_A.to_owned()]));
    app.stop().await;

    let wrong = Client { token: "hunter2".into(), ..client };
    let app = Spectrum::start(options, vec![Config::Clients(vec![wrong]).into()])
        .await
        .expect("the token shows at the first call");
    let space = app.imessage().and_then(|im| im.space("any;-;+15551230001", None));
    let error = space.expect("a space").send("hello").await.expect_err("a wrong token");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(!format!("{error:?}").contains("hunter2"));
    app.stop().await;
}

//! What a program sees of its application from outside: log records, spans and metrics.

mod logs;
mod operations;
mod telemetry;

use std::time::Duration;

use spectrum_imessage::imessage::{Config, CreateOptions, IMessage};
use spectrum_imessage::{Options, Space, Spectrum, User};
use spectrum_imessage_simulator::Simulator;

pub(crate) const ALICE: &str = "+15551230001";
pub(crate) const SEND: &str = "SendTextMessage";

/// What is told is told for the whole process: one test at a time.
pub(crate) static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub(crate) fn options(sim: &Simulator) -> Options {
    Options {
        project_id: Some(sim.project_id().to_owned()),
        project_secret: Some(sim.project_secret().into()),
        cloud_url: Some(sim.cloud_url().to_owned()),
        imessage_address: Some(sim.imessage_address().to_owned()),
        imessage_line_address: Some(sim.imessage_address().to_owned()),
        ca_file: Some(sim.ca_file().to_owned()),
        ..Options::default()
    }
}

pub(crate) async fn connect(sim: &Simulator) -> (Spectrum, IMessage) {
    let app = Spectrum::start(options(sim), vec![Config::Cloud.into()]).await.expect("it starts");
    let im = app.imessage().expect("iMessage is a provider");
    (app, im)
}

pub(crate) async fn space(im: &IMessage, person: &str) -> Space {
    im.create_space(&[User::new(person)], &CreateOptions::default()).await.expect("a space")
}

/// Waits until something holds.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(20), waiting).await.is_ok(),
        "in vain: {what}"
    );
}

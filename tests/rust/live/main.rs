//! The Rust client against the simulator: what the scenarios cannot say.

mod behaviour;
mod connecting;
mod custom;
mod doctor;
mod durable;
mod exiting;
mod fleet;
mod handling;
mod lines;
mod looking_up;
#[cfg(target_os = "linux")]
mod memory;
mod postgres;
mod receiving;
mod redelivered;
mod retrying;
mod sending;
mod simulated;
mod terminal;
mod texts;
mod tokens;
mod transfers;
mod virtual_time;
mod watching;
mod webhook;

use std::time::Duration;

use spectrum_imessage::imessage::{Config, CreateOptions, IMessage};
use spectrum_imessage::{Options, Space, Spectrum, User};
use spectrum_imessage_simulator::Simulator;

pub(crate) const ALICE: &str = "+15551230001";
pub(crate) const LINE_A: &str = "+15559990001";
pub(crate) const LINE_B: &str = "+15559990002";
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The options that lead to a simulator.
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

pub(crate) async fn space(im: &IMessage) -> Space {
    im.create_space(&[User::new(ALICE)], &CreateOptions::default()).await.expect("a space")
}

/// How often a method was called.
pub(crate) fn count(sim: &Simulator, method: &str) -> usize {
    sim.transcript().iter().filter(|call| call.method == method).count()
}

pub(crate) const TOKENS: &str = "POST /imessage/tokens";
pub(crate) const SEND: &str = "SendTextMessage";

/// Waits until something holds.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "in vain: {what}");
}

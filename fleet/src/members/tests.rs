//! Members and leases on a real server.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::*;
use crate::connect::Connection;
use crate::options::{Fleet, FleetOptions};
use crate::server::Server;
use crate::setup::{Places, set_up};

const SOON: Duration = Duration::from_secs(20);

async fn fleet(server: &Server) -> (Connection, Places) {
    let options = FleetOptions::new(server.url());
    let fleet = Fleet::resolve(&options).expect("valid");
    let connection = Connection::open(&fleet, &options).await.expect("connected");
    let places = set_up(&connection, &fleet).await.expect("set up");
    (connection, places)
}

async fn member(server: &Server) -> Keeper {
    let (connection, places) = fleet(server).await;
    let keeper = Keeper::join(&connection, &places.leases, Kind::Relay, "test");
    timeout(SOON, keeper.ready()).await.expect("it is ready");
    keeper
}

/// Takes a lease as soon as it is free.
async fn take(keeper: &Keeper, name: &str) -> Arc<Lease> {
    let taken = async {
        loop {
            if let Ok(Some(lease)) = keeper.take(name).await {
                return lease;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, taken).await.expect("it is taken")
}

#[tokio::test]
async fn one_member_has_a_lease_and_hands_it_on() {
    let server = Server::start().await;
    let (one, other) = (member(&server).await, member(&server).await);
    let lease = take(&one, "x").await;
    assert!(lease.is_held());
    assert!(other.take("x").await.expect("answered").is_none());
    let waits = take(&other, "x");
    one.release(&lease, None).await;
    assert!(!lease.is_held());
    assert!(waits.await.is_held());
    assert!(one.take("x").await.expect("answered").is_none());
}

#[tokio::test]
async fn what_a_dead_member_had_goes_to_another() {
    let server = Server::start().await;
    let (one, other) = (member(&server).await, member(&server).await);
    let first = take(&one, "x").await;
    let epoch = first.revision();
    drop(one);
    let second = take(&other, "x").await;
    assert!(second.revision() > epoch);
    assert!(!first.is_held(), "its heartbeats have ended");
}

#[tokio::test]
async fn a_lease_goes_on_after_nats_was_away() {
    let mut server = Server::start().await;
    let one = member(&server).await;
    let lease = take(&one, "x").await;
    let mut states = lease.states();
    server.kill();
    timeout(SOON, states.wait_for(|state| *state == Held::Unsure))
        .await
        .expect("it notices")
        .expect("it lives");
    assert!(!lease.is_held());
    server.run().await;
    timeout(SOON, states.wait_for(|state| *state == Held::Yes))
        .await
        .expect("it notices")
        .expect("it lives");
    assert!(lease.is_held());
}

#[tokio::test]
async fn a_lease_that_was_taken_meanwhile_is_lost() {
    let server = Server::start().await;
    let one = member(&server).await;
    let lease = take(&one, "x").await;
    // As another does that holds this member for dead.
    let (_, places) = fleet(&server).await;
    let record = LeaseRecord { holder: "other".into(), ..LeaseRecord::default() };
    let value = serde_json::to_vec(&record).expect("json").into();
    places.leases.update("lease.line.x", value, lease.revision()).await.expect("written");
    timeout(SOON, lease.lost()).await.expect("it notices");
    assert!(!lease.is_held());
}

#[tokio::test]
async fn who_leaves_is_missed_at_once() {
    let server = Server::start().await;
    let (one, other) = (member(&server).await, member(&server).await);
    let mut changes = other.changes();
    let both = async {
        while other.candidates().len() != 2 {
            changes.changed().await.expect("it lives");
        }
    };
    timeout(SOON, both).await.expect("they see each other");
    one.leave().await;
    let alone = async {
        while other.candidates().len() != 1 {
            changes.changed().await.expect("it lives");
        }
    };
    timeout(SOON, alone).await.expect("it is gone");
}

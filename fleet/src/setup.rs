//! Sets the streams and buckets up, and checks those that are there.

use std::collections::HashMap;
use std::fmt::Debug;
use std::time::Duration;

use async_nats::jetstream::context::CreateStreamErrorKind;
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream::{Config, DiscardPolicy, Info, RetentionPolicy, StorageType};
use async_nats::jetstream::{Context, ErrorCode};
use spectrum_imessage::Result;
use tokio::time::{Instant, sleep};

use crate::bucket::Bucket;
use crate::connect::Connection;
use crate::error::{jetstream, settings, unavailable};
use crate::options::Fleet;

/// How long JetStream knows what was published, and drops its repetition.
pub(crate) const DUPLICATES: Duration = Duration::from_secs(10 * 60);
/// Dead letters stay longer than what people look at weekly.
const DEAD_AGE: Duration = Duration::from_secs(30 * 24 * 3600);
/// NATS 2.15 allows a thousand if nothing is said. Each partition of each group reads with one.
const MAX_CONSUMERS: i32 = 100_000;
const PARTITIONS: &str = "spectrum.partitions";
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

/// The places of a fleet, as they are.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) stream: String,
    pub(crate) leases: Bucket,
    pub(crate) positions: Bucket,
    /// How many partitions there are.
    pub(crate) partitions: u32,
}

/// Makes what is not there, and checks what is. JetStream may come up after NATS: it is asked until
/// the start timeout.
///
/// # Errors
/// `fleetSettings` for other settings, `natsUnavailable` without JetStream.
pub(crate) async fn set_up(connection: &Connection, fleet: &Fleet) -> Result<Places> {
    let deadline = Instant::now() + fleet.start_timeout;
    let context = &connection.context;
    let names = &fleet.names;
    let wanted = [
        events(fleet),
        dead(fleet),
        bucket(names.leases(), "who holds what in a Spectrum fleet", fleet.replicas),
        bucket(names.positions(), "what is handled in a Spectrum fleet", fleet.replicas),
        bucket(names.quotas(), "what was sent in a Spectrum fleet", fleet.replicas),
    ];
    for config in wanted {
        ensure(context, &config, deadline).await?;
    }
    Ok(Places {
        stream: names.stream(),
        leases: Bucket::new(connection, &names.leases()),
        positions: Bucket::new(connection, &names.positions()),
        partitions: fleet.partitions,
    })
}

fn events(fleet: &Fleet) -> Config {
    Config {
        description: Some("Events of Spectrum lines".to_owned()),
        name: fleet.names.stream(),
        subjects: vec![fleet.names.all_events()],
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::Old,
        storage: StorageType::File,
        num_replicas: fleet.replicas,
        max_age: fleet.max_age,
        duplicate_window: DUPLICATES.min(fleet.max_age),
        allow_direct: true,
        max_consumers: MAX_CONSUMERS,
        max_messages: -1,
        max_bytes: -1,
        max_messages_per_subject: -1,
        max_message_size: -1,
        metadata: HashMap::from([(PARTITIONS.to_owned(), fleet.partitions.to_string())]),
        ..Config::default()
    }
}

fn dead(fleet: &Fleet) -> Config {
    Config {
        description: Some("Events that no worker could handle".to_owned()),
        name: fleet.names.dead_stream(),
        subjects: vec![fleet.names.all_dead()],
        max_age: DEAD_AGE,
        duplicate_window: DUPLICATES,
        metadata: HashMap::new(),
        ..events(fleet)
    }
}

/// A key-value bucket as every NATS client knows it, with no history.
fn bucket(name: String, description: &str, replicas: usize) -> Config {
    Config {
        description: Some(description.to_owned()),
        subjects: vec![format!("$KV.{name}.>")],
        name: format!("KV_{name}"),
        max_messages_per_subject: 1,
        discard: DiscardPolicy::New,
        storage: StorageType::File,
        num_replicas: replicas,
        duplicate_window: Duration::from_secs(120),
        allow_rollup: true,
        deny_delete: true,
        allow_direct: true,
        max_consumers: MAX_CONSUMERS,
        max_messages: -1,
        max_bytes: -1,
        max_message_size: -1,
        ..Config::default()
    }
}

async fn ensure(context: &Context, wanted: &Config, deadline: Instant) -> Result<()> {
    loop {
        let why = match look(context, &wanted.name).await {
            Ok(Some(found)) => return check(&found.config, wanted),
            Ok(None) => match context.create_stream(wanted.clone()).await {
                Ok(_) => return Ok(()),
                // Somebody was faster: it is looked at again.
                Err(error) => match error.kind() {
                    CreateStreamErrorKind::JetStream(refused)
                        if refused.error_code() == ErrorCode::STREAM_NAME_EXIST =>
                    {
                        "it is being made".to_owned()
                    }
                    CreateStreamErrorKind::JetStream(refused) if !passing(refused.error_code()) => {
                        return Err(jetstream(&format!("to make {}", wanted.name), refused));
                    }
                    kind => kind.to_string(),
                },
            },
            Err(why) => why,
        };
        if Instant::now() + BETWEEN_TRIES >= deadline {
            return Err(unavailable(why));
        }
        sleep(BETWEEN_TRIES).await;
    }
}

/// Whether it may go by: a cluster that has no leader yet, or too few servers so far.
fn passing(code: ErrorCode) -> bool {
    [
        ErrorCode::CLUSTER_NOT_AVAILABLE,
        ErrorCode::CLUSTER_NOT_LEADER,
        ErrorCode::CLUSTER_NO_PEERS,
        ErrorCode::CLUSTER_INCOMPLETE,
        ErrorCode::INSUFFICIENT_RESOURCES,
    ]
    .contains(&code)
}

/// What there is of this name.
pub(crate) async fn look(context: &Context, name: &str) -> Result<Option<Info>, String> {
    let request = context.request(format!("STREAM.INFO.{name}"), &());
    let answer: Response<Info> = request.await.map_err(|error| error.kind().to_string())?;
    match answer {
        Response::Ok(info) => Ok(Some(info)),
        Response::Err { error } if error.error_code() == ErrorCode::STREAM_NOT_FOUND => Ok(None),
        Response::Err { error } => Err(error.to_string()),
    }
}

/// What matters must be the same; what an operator may tune, such as replicas and limits of size, is
/// his.
fn check(found: &Config, wanted: &Config) -> Result<()> {
    let name = &wanted.name;
    let partitions = |config: &Config| config.metadata.get(PARTITIONS).cloned();
    if partitions(found) != partitions(wanted) {
        let shown = |config| partitions(config).unwrap_or_else(|| "none".to_owned());
        return Err(settings(name, "partitions", shown(found), shown(wanted)));
    }
    same(name, "subjects", &found.subjects, &wanted.subjects)?;
    same(name, "retention", &found.retention, &wanted.retention)?;
    same(name, "storage", &found.storage, &wanted.storage)?;
    same(name, "discard", &found.discard, &wanted.discard)?;
    same(name, "duplicate_window", &found.duplicate_window, &wanted.duplicate_window)?;
    same(name, "max_age", &found.max_age, &wanted.max_age)?;
    let per_subject = |config: &Config| config.max_messages_per_subject.max(0);
    same(name, "max_msgs_per_subject", &per_subject(found), &per_subject(wanted))?;
    if found.sealed || found.no_ack {
        let setting = if found.sealed { "sealed" } else { "no_ack" };
        return Err(settings(name, setting, true, false));
    }
    Ok(())
}

fn same<T: PartialEq + Debug>(name: &str, setting: &str, found: &T, wanted: &T) -> Result<()> {
    if found == wanted {
        return Ok(());
    }
    Err(settings(name, setting, format!("{found:?}"), format!("{wanted:?}")))
}

/// The partitions of a fleet that is there already; for who only looks.
pub(crate) fn partitions_of(found: &Info) -> Option<u32> {
    found.config.metadata.get(PARTITIONS)?.parse().ok()
}

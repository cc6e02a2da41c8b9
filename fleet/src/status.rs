//! How a fleet is doing, for people and for monitoring: read from NATS, and nothing is changed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::iter;
use serde::Serialize;
use serde::de::DeserializeOwned;
use spectrum_imessage::Result;

use crate::bucket::Bucket;
use crate::connect::Connection;
use crate::error::{invalid, unavailable};
use crate::members::{LeaseRecord, Member};
use crate::options::{Fleet, FleetOptions};
use crate::reader::{Begin, Item, Reader};
use crate::relay::LinePosition;
use crate::setup::{look, partitions_of};
use crate::worker::{Position, Start};

/// A member whose last heartbeat is older than this is dead.
const DEAD_NANOS: u64 = 6_500_000_000;
/// So many partitions are counted at a time.
const SIDE_BY_SIDE: usize = 16;

/// How a fleet is doing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetStatus {
    /// The name of the fleet.
    pub fleet: String,
    /// Into how many partitions conversations fall.
    pub partitions: u32,
    /// Events that the stream keeps, handled ones among them.
    pub events: u64,
    /// What they take, in bytes.
    pub bytes: u64,
    /// On how many NATS servers they are kept.
    pub replicas: usize,
    /// Dead letters of all groups.
    pub dead_letters: u64,
    /// The relays.
    pub relays: Vec<MemberStatus>,
    /// The lines, by key.
    pub lines: Vec<LineStatus>,
    /// The groups of workers, by name.
    pub groups: Vec<GroupStatus>,
}

/// A relay or a worker.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberStatus {
    /// How it is called.
    pub name: String,
    /// It was heard in the last seconds.
    pub alive: bool,
    /// It takes nothing more.
    pub leaving: bool,
    /// How many lines or partitions it holds.
    pub held: usize,
    /// When it was heard last, in seconds ago.
    pub silent: f64,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineStatus {
    /// Its key.
    pub line: String,
    /// Its number, or `shared`.
    pub phone: String,
    /// The relay that holds it; `None` while nobody does.
    pub holder: Option<String>,
    /// By stream, the service's number up to which everything is published.
    pub reached: BTreeMap<String, u64>,
    /// How often it went to another relay.
    pub takeovers: u64,
}

/// A group of workers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupStatus {
    /// Its name.
    pub group: String,
    /// Its workers.
    pub workers: Vec<MemberStatus>,
    /// Events that are not handled: those that wait, and those that programs have.
    pub lag: u64,
    /// Events that were given to programs and are not handled.
    pub pending: u64,
    /// Events that were given a second time, ever.
    pub redelivered: u64,
    /// Events that went to the dead letters, ever.
    pub dead: u64,
    /// Partitions that no living worker holds.
    pub unheld: u32,
    /// The partitions.
    pub partitions: Vec<PartitionStatus>,
}

/// A partition of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartitionStatus {
    /// Its number.
    pub partition: u32,
    /// The worker that holds it; `None` while nobody does.
    pub holder: Option<String>,
    /// Events that are not handled.
    pub lag: u64,
    /// Of these, those that were given to a program.
    pub pending: u64,
    /// Events that were given a second time, ever.
    pub redelivered: u64,
    /// Events that went to the dead letters, ever.
    pub dead: u64,
    /// The version of envelope that its next event needs, where no worker had it.
    pub needs: Option<u32>,
    /// How often it went to another worker.
    pub takeovers: u64,
}

/// Reads how a fleet is doing. Keeps its connection, for who asks again.
#[derive(Debug)]
pub struct FleetView {
    fleet: Fleet,
    connection: Connection,
}

impl FleetView {
    /// Connects.
    ///
    /// # Errors
    /// `ValidationError` for options that cannot be, `ConnectionError` without NATS.
    pub async fn connect(options: &FleetOptions) -> Result<Self> {
        let fleet = Fleet::resolve(options)?;
        let connection = Connection::open(&fleet, options).await?;
        Ok(Self { fleet, connection })
    }

    /// How it is doing now.
    ///
    /// # Errors
    /// `ConnectionError` without NATS, `ValidationError` if there is no such fleet.
    pub async fn status(&self) -> Result<FleetStatus> {
        let names = &self.fleet.names;
        let context = &self.connection.context;
        let events = look(context, &names.stream()).await.map_err(unavailable)?;
        let Some(events) = events else {
            let text = "there is no fleet of this name: a relay or a worker makes it at its start";
            return Err(invalid(text));
        };
        let dead = look(context, &names.dead_stream()).await.map_err(unavailable)?;
        let leases = Bucket::new(&self.connection, &names.leases());
        let positions = Bucket::new(&self.connection, &names.positions());
        let leases = Seen::new(self.all(&leases).await?);
        let positions = self.all(&positions).await?;
        let partitions = partitions_of(&events).unwrap_or(self.fleet.partitions);
        let mut status = FleetStatus {
            fleet: names.fleet().to_owned(),
            partitions,
            events: events.state.messages,
            bytes: events.state.bytes,
            replicas: events.config.num_replicas,
            dead_letters: dead.map_or(0, |dead| dead.state.messages),
            relays: leases.members("member.relay."),
            ..FleetStatus::default()
        };
        for (key, item) in &positions {
            if let Some(token) = key.strip_prefix("line.")
                && let Ok(position) = LinePosition::read(&item.payload)
            {
                status.lines.push(LineStatus {
                    line: position.line,
                    phone: position.phone,
                    holder: leases.holder(&format!("lease.line.{token}")),
                    reached: position.reached,
                    takeovers: position.epoch.saturating_sub(1),
                });
            }
        }
        let groups = positions.iter().filter_map(|(key, item)| {
            Some((key.strip_prefix("start.")?, Start::read(&item.payload).ok()?.after))
        });
        for (group, start) in groups {
            status.groups.push(self.group(group, start, partitions, &leases, &positions).await?);
        }
        Ok(status)
    }

    async fn group(
        &self,
        group: &str,
        start: u64,
        partitions: u32,
        leases: &Seen,
        positions: &BTreeMap<String, Item>,
    ) -> Result<GroupStatus> {
        let one = |partition: u32| {
            let found = positions.get(&Position::key(group, partition));
            let position = found.and_then(|item| Position::read(&item.payload).ok());
            let position = position.unwrap_or_else(|| Position {
                floor: start,
                begun: start,
                ..Position::default()
            });
            let key = format!("lease.group.{group}.{partition}");
            async move {
                let lag = self.lag(partition, &position).await?;
                let (held, handled) = (leases.holder(&key), position.done.len() as u64);
                Ok(PartitionStatus {
                    partition,
                    holder: held.clone(),
                    lag: lag.all.saturating_sub(handled),
                    pending: lag.begun.saturating_sub(handled),
                    redelivered: position.redelivered,
                    dead: position.dead,
                    needs: leases.needs(&key).filter(|needs| *needs > 0 && held.is_none()),
                    takeovers: position.epoch.saturating_sub(1),
                })
            }
        };
        let counted = iter((0..partitions).map(one)).buffered(SIDE_BY_SIDE);
        let counted: Vec<Result<PartitionStatus>> = counted.collect().await;
        let partitions = counted.into_iter().collect::<Result<Vec<_>>>()?;
        let sum = |of: fn(&PartitionStatus) -> u64| partitions.iter().map(of).sum();
        Ok(GroupStatus {
            group: group.to_owned(),
            workers: leases.members(&format!("member.worker.{group}.")),
            lag: sum(|one| one.lag),
            pending: sum(|one| one.pending),
            redelivered: sum(|one| one.redelivered),
            dead: sum(|one| one.dead),
            unheld: partitions.iter().map(|one| u32::from(one.holder.is_none())).sum(),
            partitions,
        })
    }

    /// How many events of a partition are above its floor.
    async fn lag(&self, partition: u32, position: &Position) -> Result<Lag> {
        let filter = self.fleet.names.partition(partition);
        let above = |floor: u64| {
            let stream = self.fleet.names.stream();
            let begin = Begin::At(floor + 1);
            let mut reader = Reader::new(&self.connection, &stream, vec![filter.clone()], begin);
            async move {
                let pending = reader.pending().await?;
                reader.close().await;
                Ok::<u64, spectrum_imessage::Error>(pending)
            }
        };
        let all = above(position.floor).await?;
        // Most have nothing out: then one question is enough.
        let fresh = match (all, position.begun > position.floor) {
            (0, _) | (_, false) => all,
            (_, true) => above(position.begun).await?,
        };
        Ok(Lag { all, begun: all.saturating_sub(fresh) })
    }

    /// All keys of a bucket.
    async fn all(&self, bucket: &Bucket) -> Result<BTreeMap<String, Item>> {
        let filter = vec![bucket.subject(">")];
        let mut reader = Reader::new(&self.connection, &bucket.stream(), filter, Begin::Last);
        let mut left = reader.pending().await?;
        let mut all = BTreeMap::new();
        while left > 0 {
            let mut failed = None;
            for item in reader.next(256, |error| failed = Some(error)).await {
                left = item.pending;
                if let Some(key) = bucket.key(&item.subject) {
                    all.insert(key.to_owned(), item);
                }
            }
            if let Some(error) = failed {
                return Err(error);
            }
        }
        reader.close().await;
        Ok(all)
    }
}

struct Lag {
    all: u64,
    begun: u64,
}

/// The bucket of members and leases at one time.
struct Seen {
    items: BTreeMap<String, Item>,
    /// The newest write, by the server: whoever wrote long before it is dead.
    now: u64,
    names: HashMap<String, Arc<str>>,
}

impl Seen {
    fn new(items: BTreeMap<String, Item>) -> Self {
        let now = items.values().map(|item| item.stored).max().unwrap_or_default();
        let mut seen = Self { items, now, names: HashMap::new() };
        let alive: Vec<_> = seen
            .items
            .iter()
            .filter(|(key, item)| key.starts_with("member.") && seen.is_alive(item))
            .filter_map(|(key, item)| {
                let id = key.rsplit('.').next()?.to_owned();
                Some((id, read::<Member>(item)?.name.into()))
            })
            .collect();
        seen.names.extend(alive);
        seen
    }

    fn is_alive(&self, item: &Item) -> bool {
        self.now.saturating_sub(item.stored) < DEAD_NANOS
    }

    fn members(&self, prefix: &str) -> Vec<MemberStatus> {
        let members = self.items.iter().filter(|(key, _)| key.starts_with(prefix));
        let status = |(_, item): (&String, &Item)| {
            let member = read::<Member>(item)?;
            Some(MemberStatus {
                name: member.name,
                alive: self.is_alive(item),
                leaving: member.leaving,
                held: member.held,
                silent: std::time::Duration::from_nanos(self.now.saturating_sub(item.stored))
                    .as_secs_f64(),
            })
        };
        members.filter_map(status).collect()
    }

    /// The living member that holds a lease.
    fn holder(&self, key: &str) -> Option<String> {
        let lease = read::<LeaseRecord>(self.items.get(key)?)?;
        self.names.get(&lease.holder).map(|name| name.to_string())
    }

    fn needs(&self, key: &str) -> Option<u32> {
        Some(read::<LeaseRecord>(self.items.get(key)?)?.needs)
    }
}

fn read<T: DeserializeOwned>(item: &Item) -> Option<T> {
    serde_json::from_slice(&item.payload).ok()
}

impl FleetStatus {
    /// As one JSON object, in camelCase.
    pub fn to_json(&self) -> String {
        // Of plain records, which always can be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

//! One partition at its holder: takeover, reading, giving out, writing down, letting go.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use spectrum_imessage::fleet::{Delivery, Intake, Lane, LineEvent};
use spectrum_imessage::{Error, Result};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::Station;
use super::dead::bury;
use super::log::{Accepted, Log};
use super::position::Position;
use super::shared::{Delivered, Shared};
use crate::bucket::Written;
use crate::envelope::{self, Opened};
use crate::members::{Held, Lease};
use crate::reader::{Begin, Item, Reader};

/// Acknowledgements gather for so long.
const GATHER: Duration = Duration::from_millis(20);
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// How long a partition that moves waits for what programs are busy with.
pub(crate) const MOVES: Duration = Duration::from_secs(30);
/// So many events are written as given out at a time.
const BATCH: usize = 64;
/// From so many tries on an event is alone with the program, so that the guilty is known.
const ALONE: u32 = 2;

/// Why a partition is not held any more.
#[derive(Debug)]
pub(crate) enum End {
    /// Another has it.
    Lost,
    /// It was asked to let go.
    Asked,
    /// The next event is for workers that read this version.
    Newer(u32),
    /// Nobody reads the messages.
    Unread,
}

/// Makes the position this member's own: whoever had it can write it no more.
///
/// # Errors
/// `natsUnavailable`, `fleetUnreadable`.
pub(crate) async fn take_over(
    station: &Station,
    partition: u32,
    lease: Arc<Lease>,
    start: u64,
) -> Result<(Arc<Shared>, u64)> {
    let key = Position::key(&station.group.name, partition);
    loop {
        let (mut position, revision) = match station.places.positions.get(&key).await? {
            Some(entry) => (Position::read(&entry.value)?, entry.revision),
            None => (Position { floor: start, begun: start, ..Position::default() }, 0),
        };
        position.epoch += 1;
        position.holder = station.keeper.id().to_owned();
        let written = station.places.positions.settle(&key, position.write(), revision).await?;
        if let Written::Done(revision) = written {
            let log = Log::new(position, station.group.max_tries);
            return Ok((Arc::new(Shared::new(partition, lease, log)), revision));
        }
    }
}

/// Works until the partition is let go. The lease is released at the end, unless it is lost.
pub(crate) async fn work(station: &Station, shared: &Arc<Shared>, revision: u64, intake: &Intake) {
    let mut writer = Writer { station, shared, revision, under_way: None };
    let mut stop = shared.stop.subscribe();
    let end = tokio::select! {
        biased;
        () = shared.lease.lost() => End::Lost,
        _ = stop.wait_for(|stop| *stop) => End::Asked,
        end = read(station, shared, intake) => end,
        end = writer.run() => end,
    };
    tracing::debug!(partition = shared.partition, "a partition is not worked on any more: {end:?}");
    shared.log().close();
    let needs = match end {
        // By its lease or by its position: what stands there is looked at.
        End::Lost => return station.keeper.release(&shared.lease, None).await,
        End::Newer(version) => Some(version),
        End::Asked | End::Unread => None,
    };
    tokio::select! {
        biased;
        () = shared.lease.lost() => {}
        () = writer.finish(station.patience()) => {}
    }
    station.keeper.release(&shared.lease, needs).await;
}

/// Reads the partition and gives what comes to the program.
async fn read(station: &Station, shared: &Arc<Shared>, intake: &Intake) -> End {
    let filter = station.names.partition(shared.partition);
    let begin = Begin::At(shared.log().next());
    let mut reader = Reader::new(&station.connection, &station.places.stream, vec![filter], begin);
    let mut lane = intake.lane();
    let mut states = shared.lease.states();
    let mut round = shared.lease.round();
    loop {
        let held = states.wait_for(|state| *state != Held::Unsure).await.map(|state| *state);
        if held.ok() != Some(Held::Yes) {
            return End::Lost;
        }
        if round != shared.lease.round() || shared.log().has_returned() {
            round = shared.lease.round();
            // What waits in the lane was not delivered.
            lane = intake.lane();
            shared.log().take_back();
            reader.rewind(shared.log().next());
        }
        let room = shared.log().room();
        let items = tokio::select! {
            biased;
            () = came_back(shared) => continue,
            changed = states.changed() => if changed.is_err() { return End::Lost } else { continue },
            items = reader.next(room.min(BATCH), |error| station.failed(error)), if room > 0 => items,
        };
        if let Some(last) = items.last() {
            shared.behind.store(last.pending, Ordering::Relaxed);
        }
        match hand_out(shared, &lane, items).await {
            Ok(None) => {}
            Ok(Some(version)) => {
                let _ = wait_until_idle(shared).await;
                return End::Newer(version);
            }
            Err(Interrupted::Unread) => return End::Unread,
            Err(Interrupted::Unsure) => {}
        }
    }
}

/// Why giving out has stopped in the middle of a batch: the rest is read once more.
enum Interrupted {
    Unread,
    Unsure,
}

/// Gives events to the program; the version that is needed for the one after them, if that is newer.
async fn hand_out(
    shared: &Arc<Shared>,
    lane: &Lane,
    items: Vec<Item>,
) -> Result<Option<u32>, Interrupted> {
    let mut batch = Vec::with_capacity(items.len());
    for item in items {
        let sequence = item.sequence;
        let accepted = shared.log().accept(sequence);
        let tries = match accepted {
            Accepted::Known => continue,
            Accepted::Give { tries } => tries,
            Accepted::Exhausted { tries } => {
                shared.log().bury(sequence, "its workers have ended with it too often", tries);
                shared.write(true);
                continue;
            }
        };
        let event = match envelope::open(&item.headers, item.payload) {
            Opened::Event(event) => event,
            Opened::Newer(version) => {
                deliver(shared, lane, batch).await?;
                return Ok(Some(version));
            }
            Opened::Foreign(why) => {
                tracing::warn!("a message in the stream of the fleet is no event: {why}");
                shared.log().bury(sequence, why, 0);
                shared.write(true);
                continue;
            }
        };
        if tries >= ALONE {
            deliver(shared, lane, std::mem::take(&mut batch)).await?;
            wait_until_idle(shared).await?;
            batch.push((sequence, tries, event));
            deliver(shared, lane, std::mem::take(&mut batch)).await?;
            wait_until_idle(shared).await?;
        } else {
            batch.push((sequence, tries, event));
        }
    }
    deliver(shared, lane, batch).await?;
    if shared.log().has_returned() { Err(Interrupted::Unsure) } else { Ok(None) }
}

/// Writes down that these are given out, and gives them out.
async fn deliver(
    shared: &Arc<Shared>,
    lane: &Lane,
    batch: Vec<(u64, u32, Box<LineEvent>)>,
) -> Result<(), Interrupted> {
    if batch.is_empty() {
        return Ok(());
    }
    let (deliveries, version) = {
        let mut log = shared.log();
        if log.has_returned() {
            // What came back is first: the rest is read once more.
            return Err(Interrupted::Unsure);
        }
        let give = |(sequence, tries, event): (u64, u32, Box<LineEvent>)| {
            let delivery = log.give(sequence, tries);
            let shared = Arc::clone(shared);
            let outcome = Arc::new(Delivered { shared, sequence, delivery });
            Delivery { event: *event, redelivered: tries > 0, attempts: tries, outcome }
        };
        let deliveries: Vec<_> = batch.into_iter().map(give).collect();
        (deliveries, log.version())
    };
    let mut written = shared.written.subscribe();
    shared.write(true);
    let mut states = shared.lease.states();
    tokio::select! {
        done = written.wait_for(|written| *written >= version) => {
            if done.is_err() {
                return Err(Interrupted::Unsure);
            }
        }
        // What is dropped here comes back by itself.
        _ = states.wait_for(|state| *state != Held::Yes) => return Err(Interrupted::Unsure),
    }
    drop(written);
    for delivery in deliveries {
        if !shared.lease.is_held() {
            return Err(Interrupted::Unsure);
        }
        tokio::select! {
            delivered = lane.deliver(delivery) => delivered.map_err(|_| Interrupted::Unread)?,
            _ = states.wait_for(|state| *state != Held::Yes) => return Err(Interrupted::Unsure),
        }
    }
    Ok(())
}

/// Returns when something came back that has to be given out once more, or there is room again.
async fn came_back(shared: &Shared) {
    let full = shared.log().room() == 0;
    loop {
        shared.moved.notified().await;
        let log = shared.log();
        if log.has_returned() || (full && log.room() > 0) {
            return;
        }
    }
}

/// Waits until nothing is with the program.
async fn wait_until_idle(shared: &Shared) -> Result<(), Interrupted> {
    loop {
        {
            let log = shared.log();
            if log.has_returned() {
                return Err(Interrupted::Unsure);
            }
            if log.out() == 0 {
                return Ok(());
            }
        }
        shared.moved.notified().await;
    }
}

/// Writes the position, and the dead letters before it.
struct Writer<'a> {
    station: &'a Station,
    shared: &'a Arc<Shared>,
    revision: u64,
    /// What is being written: the value, its version, how many acknowledgements are in it.
    under_way: Option<(Bytes, u64, u64)>,
}

impl Writer<'_> {
    /// Writes what changes, as long as the partition is this member's.
    async fn run(&mut self) -> End {
        loop {
            self.shared.to_write.notified().await;
            let gathered = Instant::now() + GATHER;
            while !self.shared.urgent.swap(false, Ordering::AcqRel)
                && timeout_at(gathered, self.shared.to_write.notified()).await.is_ok()
            {}
            self.bury().await;
            let (value, version) = {
                let log = self.shared.log();
                (log.position().write(), log.version())
            };
            if !self.write(value, version).await {
                return End::Lost;
            }
        }
    }

    /// Waits for what programs are busy with, within `patience`, and writes the last position.
    async fn finish(&mut self, patience: Duration) {
        let settled = async {
            while self.shared.log().busy() > 0 {
                self.shared.moved.notified().await;
            }
        };
        let _ = timeout(patience, settled).await;
        self.bury().await;
        let (value, version) = {
            let log = self.shared.log();
            (log.last_position().write(), log.version())
        };
        self.write(value, version).await;
    }

    /// Whether it is written; else another has taken over. Tries as long as it takes.
    async fn write(&mut self, value: Bytes, version: u64) -> bool {
        // One that was interrupted stands there, or not: it is finished first.
        if self.under_way.is_some() && !self.write_under_way().await {
            return false;
        }
        self.under_way = Some((value, version, self.shared.acknowledged()));
        self.write_under_way().await
    }

    async fn write_under_way(&mut self) -> bool {
        let Some((value, version, acknowledged)) = self.under_way.clone() else { return true };
        let key = Position::key(&self.station.group.name, self.shared.partition);
        let mut wait = Duration::from_millis(50);
        loop {
            let bucket = &self.station.places.positions;
            match bucket.settle(&key, value.clone(), self.revision).await {
                Ok(Written::Done(revision)) => {
                    self.revision = revision;
                    self.under_way = None;
                    self.shared.wrote(version, acknowledged);
                    return true;
                }
                Ok(Written::Conflict) => return false,
                Err(error) => self.station.failed(error),
            }
            sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Keeps what could not be handled.
    async fn bury(&self) {
        let letters = self.shared.log().dead_letters();
        for letter in letters {
            let mut wait = Duration::from_millis(50);
            while let Err(error) = bury(self.station, &letter).await {
                self.station.failed(error);
                sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
            self.shared.log().buried(letter.sequence);
            self.shared.moved.notify_one();
        }
    }
}

impl Station {
    /// How long a partition that is let go waits for programs.
    fn patience(&self) -> Duration {
        if self.stopping.load(Ordering::Acquire) { self.group.drain } else { MOVES }
    }

    fn failed(&self, error: Error) {
        self.connection.failed(error);
    }
}

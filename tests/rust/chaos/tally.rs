//! What was sent, what came, what was answered.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// One message on its way.
#[derive(Default)]
struct Fate {
    delivered: u32,
    /// Handled and acknowledged.
    settled: bool,
}

#[derive(Default)]
struct Counts {
    fates: HashMap<String, Fate>,
    settled: usize,
    delivered_again: usize,
    /// When something came last, while something was missing.
    heard: Option<Instant>,
    longest_deaf: Duration,
}

/// Counts the messages of one run.
#[derive(Default)]
pub(crate) struct Tally(Mutex<Counts>);

/// What a run came to.
pub(crate) struct Report {
    pub(crate) faults: BTreeMap<&'static str, usize>,
    pub(crate) sent: usize,
    pub(crate) delivered: usize,
    pub(crate) lost: usize,
    pub(crate) twice: usize,
    pub(crate) doubled: usize,
    pub(crate) longest_deaf: Duration,
    pub(crate) took: Duration,
}

impl Tally {
    fn counts(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sent(&self, text: &str) {
        let mut counts = self.counts();
        // From here on somebody waits.
        if counts.settled == counts.fates.len() {
            counts.heard = Some(Instant::now());
        }
        counts.fates.insert(text.to_owned(), Fate::default());
    }

    /// A message was handed to the program.
    pub(crate) fn delivered(&self, text: &str) {
        let mut counts = self.counts();
        let now = Instant::now();
        if let Some(before) = counts.heard.replace(now) {
            counts.longest_deaf = counts.longest_deaf.max(now - before);
        }
        let Some(fate) = counts.fates.get_mut(text) else { return };
        fate.delivered += 1;
        if fate.settled {
            counts.delivered_again += 1;
        }
    }

    /// A message was handled, and its acknowledgement is confirmed.
    pub(crate) fn settled(&self, text: &str) {
        let mut counts = self.counts();
        let Some(fate) = counts.fates.get_mut(text) else { return };
        if !fate.settled {
            fate.settled = true;
            counts.settled += 1;
        }
    }

    /// How many are handled.
    pub(crate) fn settled_count(&self) -> usize {
        self.counts().settled
    }

    /// How many are on their way.
    pub(crate) fn open(&self) -> usize {
        let counts = self.counts();
        counts.fates.len() - counts.settled
    }

    pub(crate) fn report(
        &self,
        faults: BTreeMap<&'static str, usize>,
        doubled: usize,
        took: Duration,
    ) -> Report {
        let counts = self.counts();
        let delivered = counts.fates.values().filter(|fate| fate.delivered > 0).count();
        Report {
            faults,
            sent: counts.fates.len(),
            delivered,
            lost: counts.fates.len() - delivered,
            twice: counts.delivered_again,
            doubled,
            longest_deaf: counts.longest_deaf,
            took,
        }
    }
}

impl Report {
    /// Prints the report; whether all is as it must be.
    pub(crate) fn print(&self, title: &str, limit: Duration) -> bool {
        println!("{title}");
        let total: usize = self.faults.values().sum();
        println!("  faults                             {total}");
        for (kind, count) in &self.faults {
            println!("    {kind:<32} {count}");
        }
        println!("  messages sent                      {}", self.sent);
        println!("  delivered                          {}", self.delivered);
        println!("  lost                               {}", self.lost);
        println!("  delivered twice after being acked  {}", self.twice);
        println!("  replies doubled or missing         {}", self.doubled);
        println!(
            "  longest deaf time                  {:.1} s (at most {:.1} s)",
            self.longest_deaf.as_secs_f64(),
            limit.as_secs_f64()
        );
        println!("  took                               {:.1} s", self.took.as_secs_f64());
        let good = self.lost == 0
            && self.twice == 0
            && self.doubled == 0
            && self.sent == self.delivered
            && self.longest_deaf <= limit;
        println!("  {}", if good { "good" } else { "NOT AS IT MUST BE" });
        good
    }
}

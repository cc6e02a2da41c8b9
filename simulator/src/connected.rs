//! The gRPC connections that are open, by the number of cuts that they have come after.

use std::collections::BTreeMap;

use tokio::sync::watch;

/// Counts connections, and cuts them.
pub(crate) struct Connections {
    cuts: watch::Sender<u64>,
    open: watch::Sender<BTreeMap<u64, usize>>,
}

impl Default for Connections {
    fn default() -> Self {
        Self { cuts: watch::Sender::new(0), open: watch::Sender::default() }
    }
}

impl Connections {
    /// Notes a connection until it is dropped.
    pub(crate) fn enter(&self) -> Connected<'_> {
        let mut cuts = self.cuts.subscribe();
        let born = *cuts.borrow_and_update();
        self.open.send_modify(|open| *open.entry(born).or_default() += 1);
        Connected { all: self, born, cuts }
    }

    /// Tells every connection to end.
    pub(crate) fn cut(&self) {
        self.cuts.send_modify(|count| *count += 1);
    }

    /// Waits until those are gone that were told to end.
    pub(crate) async fn gone(&self) {
        let now = *self.cuts.borrow();
        let mut open = self.open.subscribe();
        // The sender lives here.
        let _ = open.wait_for(|open| open.range(..now).next().is_none()).await;
    }
}

/// An open connection.
pub(crate) struct Connected<'a> {
    all: &'a Connections,
    born: u64,
    cuts: watch::Receiver<u64>,
}

impl Connected<'_> {
    /// Waits until this one is cut.
    pub(crate) async fn cut(&mut self) {
        // The sender outlives this.
        let _ = self.cuts.changed().await;
    }
}

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        self.all.open.send_modify(|open| {
            if let Some(count) = open.get_mut(&self.born) {
                *count -= 1;
                if *count == 0 {
                    open.remove(&self.born);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_cut_waits_for_those_that_it_has_met() {
        let connections = Connections::default();
        let mut first = connections.enter();
        assert!(first.cut().now_or_never().is_none());
        connections.cut();
        let second = connections.enter();
        first.cut().await;
        assert!(connections.gone().now_or_never().is_none());
        drop(first);
        connections.gone().await;
        drop(second);
    }
}

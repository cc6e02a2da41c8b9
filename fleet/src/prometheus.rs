//! The status of a fleet as Prometheus reads it.

use std::fmt::Write;

use crate::status::{FleetStatus, GroupStatus, MemberStatus};

/// A metric with its samples.
struct Metric<'a> {
    text: &'a mut String,
    name: &'static str,
}

impl<'a> Metric<'a> {
    fn new(text: &'a mut String, name: &'static str, kind: &str, help: &str) -> Self {
        // Into a string nothing fails.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        Self { text, name }
    }

    fn add(&mut self, labels: &[(&str, &str)], value: impl std::fmt::Display) -> &mut Self {
        let labels = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value)));
        let labels: Vec<_> = labels.collect();
        let _ = writeln!(self.text, "{}{{{}}} {value}", self.name, labels.join(","));
        self
    }
}

impl FleetStatus {
    /// The Prometheus text format (version 0.0.4). Lines and workers are named; nothing else is said
    /// of what they carry.
    pub fn to_prometheus(&self) -> String {
        let mut text = String::new();
        let fleet = ("fleet", self.fleet.as_str());
        gauge(&mut text, "spectrum_fleet_events", "Events that the stream keeps.")
            .add(&[fleet], self.events);
        gauge(&mut text, "spectrum_fleet_bytes", "What the kept events take.")
            .add(&[fleet], self.bytes);
        gauge(&mut text, "spectrum_fleet_dead_letters", "Dead letters that are kept.")
            .add(&[fleet], self.dead_letters);
        let help = "Whether a relay holds the line.";
        let mut held = gauge(&mut text, "spectrum_fleet_line_held", help);
        for line in &self.lines {
            held.add(&[fleet, ("line", &line.phone)], u8::from(line.holder.is_some()));
        }
        let mut all: Vec<(&str, &MemberStatus)> =
            self.relays.iter().map(|relay| ("", relay)).collect();
        all.extend(
            self.groups.iter().flat_map(|group| {
                group.workers.iter().map(|worker| (group.group.as_str(), worker))
            }),
        );
        let help = "Whether the member is heard.";
        let mut members = gauge(&mut text, "spectrum_fleet_member_alive", help);
        for (group, member) in &all {
            let labels = [fleet, ("group", group), ("name", member.name.as_str())];
            members.add(&labels, u8::from(member.alive));
        }
        let help = "Lines or partitions that the member holds.";
        let mut held = gauge(&mut text, "spectrum_fleet_member_held", help);
        for (group, member) in &all {
            held.add(&[fleet, ("group", group), ("name", member.name.as_str())], member.held);
        }
        self.of_groups(&mut text, ("gauge", "spectrum_fleet_lag"), "Events not handled.", |g| {
            g.lag
        });
        let help = "Events with programs, not handled.";
        self.of_groups(&mut text, ("gauge", "spectrum_fleet_pending"), help, |g| g.pending);
        let help = "Partitions that no living worker holds.";
        self.of_groups(&mut text, ("gauge", "spectrum_fleet_unheld_partitions"), help, |g| {
            u64::from(g.unheld)
        });
        let help = "Events given a second time.";
        let name = ("counter", "spectrum_fleet_redelivered_total");
        self.of_groups(&mut text, name, help, |g| g.redelivered);
        let help = "Events that went to the dead letters.";
        self.of_groups(&mut text, ("counter", "spectrum_fleet_dead_total"), help, |g| g.dead);
        text
    }

    fn of_groups(
        &self,
        text: &mut String,
        (kind, name): (&str, &'static str),
        help: &str,
        value: fn(&GroupStatus) -> u64,
    ) {
        let mut metric = Metric::new(text, name, kind, help);
        for group in &self.groups {
            metric.add(&[("fleet", &self.fleet), ("group", &group.group)], value(group));
        }
    }
}

fn gauge<'a>(text: &'a mut String, name: &'static str, help: &str) -> Metric<'a> {
    Metric::new(text, name, "gauge", help)
}

fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::LineStatus;

    #[test]
    fn it_is_what_prometheus_reads() {
        let status = FleetStatus {
            fleet: "spectrum".into(),
            lines: vec![LineStatus {
                line: "p/one".into(),
                phone: "+15550001".into(),
                holder: None,
                reached: Default::default(),
                takeovers: 0,
            }],
            groups: vec![GroupStatus {
                group: "a\"b".into(),
                workers: Vec::new(),
                lag: 7,
                pending: 2,
                redelivered: 1,
                dead: 0,
                unheld: 64,
                partitions: Vec::new(),
            }],
            ..FleetStatus::default()
        };
        let text = status.to_prometheus();
        assert!(text.contains("# TYPE spectrum_fleet_redelivered_total counter\n"), "{text}");
        assert!(text.contains("spectrum_fleet_lag{fleet=\"spectrum\",group=\"a\\\"b\"} 7\n"));
        assert!(
            text.contains("spectrum_fleet_line_held{fleet=\"spectrum\",line=\"+15550001\"} 0\n")
        );
        for line in text.lines() {
            assert!(line.starts_with("# ") || line.rsplit_once(' ').is_some(), "{line}");
        }
    }
}

//! How things are named in NATS: streams, buckets, subjects, and the tokens in them.

use spectrum_imessage::Result;

use crate::error::invalid;

/// The platform of all events so far.
pub(crate) const PLATFORM: &str = "imessage";

/// A token that is longer is cut, and ends in a hash.
const LONGEST_TOKEN: usize = 120;

/// The names of one fleet.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    fleet: String,
}

impl Names {
    /// # Errors
    /// If the name has other characters than `a-z`, `0-9`, `-` and `_`, or more than 48.
    pub(crate) fn new(fleet: &str) -> Result<Self> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if fleet.is_empty() || fleet.len() > 48 || !fleet.chars().all(plain) {
            return Err(invalid("the name of a fleet has 1 to 48 characters of a-z, 0-9, - and _"));
        }
        Ok(Self { fleet: fleet.to_owned() })
    }

    pub(crate) fn fleet(&self) -> &str {
        &self.fleet
    }

    /// The stream of all events.
    pub(crate) fn stream(&self) -> String {
        format!("SPECTRUM_{}", self.fleet.to_uppercase())
    }

    /// The stream of what nobody could handle.
    pub(crate) fn dead_stream(&self) -> String {
        format!("SPECTRUM_{}_DEAD", self.fleet.to_uppercase())
    }

    pub(crate) fn leases(&self) -> String {
        format!("spectrum_{}_leases", self.fleet)
    }

    pub(crate) fn positions(&self) -> String {
        format!("spectrum_{}_positions", self.fleet)
    }

    pub(crate) fn quotas(&self) -> String {
        format!("spectrum_{}_quotas", self.fleet)
    }

    /// Everything the stream of events takes.
    pub(crate) fn all_events(&self) -> String {
        format!("spectrum.{}.event.>", self.fleet)
    }

    /// Everything the stream of dead letters takes.
    pub(crate) fn all_dead(&self) -> String {
        format!("spectrum.{}.dead.>", self.fleet)
    }

    /// The events of a partition.
    pub(crate) fn partition(&self, partition: u32) -> String {
        format!("spectrum.{}.event.{partition}.>", self.fleet)
    }

    /// The events of a line, whatever their partition.
    pub(crate) fn line(&self, line_key: &str) -> String {
        format!("spectrum.{}.event.*.{PLATFORM}.{}.>", self.fleet, token(line_key))
    }

    /// Where an event is published.
    pub(crate) fn event(&self, partition: u32, line_key: &str, space: &str) -> String {
        let (line, space) = (token(line_key), token(space));
        format!("spectrum.{}.event.{partition}.{PLATFORM}.{line}.{space}", self.fleet)
    }

    /// Where an event goes that a group could not handle, by the subject it had.
    pub(crate) fn dead(&self, group: &str, subject: &str) -> String {
        let rest = subject.splitn(4, '.').nth(3).unwrap_or("unknown");
        format!("spectrum.{}.dead.{group}.{rest}", self.fleet)
    }
}

/// # Errors
/// If a group has other characters than letters, digits, `-` and `_`, or more than 48.
pub(crate) fn check_group(group: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if group.is_empty() || group.len() > 48 || !group.chars().all(plain) {
        return Err(invalid("the name of a group has 1 to 48 letters, digits, - and _"));
    }
    Ok(())
}

/// A text as one token of a subject and of a key: what is not allowed there becomes `=` and two
/// hexadecimal digits. Different texts have different tokens.
pub(crate) fn token(text: &str) -> String {
    let mut token = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            token.push(char::from(byte));
        } else {
            token.push_str(&format!("={byte:02X}"));
        }
    }
    if token.len() > LONGEST_TOKEN {
        token.truncate(LONGEST_TOKEN - 17);
        token.push_str(&format!("={:016x}", hash(text.as_bytes())));
    }
    if token.is_empty() { "=".to_owned() } else { token }
}

/// The partition of a conversation: the same in every version and on every machine.
pub(crate) fn partition_of(line_key: &str, space: &str, partitions: u32) -> u32 {
    let mut text = Vec::with_capacity(line_key.len() + space.len() + 1);
    text.extend_from_slice(line_key.as_bytes());
    text.push(0);
    text.extend_from_slice(space.as_bytes());
    u32::try_from(hash(&text) % u64::from(partitions.max(1))).unwrap_or(0)
}

/// FNV-1a and the finish of MurmurHash3: not for secrets, and never to be changed, since what is in
/// a stream was placed by it.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_plain_and_differ() {
        assert_eq!(token("any;-;+15550001"), "any=3B-=3B=2B15550001");
        assert_ne!(token("a.b"), token("a;b"));
        assert_ne!(token("a=2Eb"), token("a.b"));
        assert_eq!(token(""), "=");
        let long = token(&"ü".repeat(400));
        assert!(long.len() <= LONGEST_TOKEN, "{}", long.len());
        assert_ne!(long, token(&"ü".repeat(401)));
    }

    #[test]
    fn partitions_never_change() {
        assert_eq!(partition_of("project/line", "any;-;+15550001", 64), 63);
        let mut counts = [0_u32; 64];
        for n in 0..6400 {
            let place = partition_of("project/line", &format!("any;-;+1555{n:07}"), 64);
            counts[place as usize] += 1;
        }
        assert!(counts.iter().all(|count| (50..160).contains(count)), "{counts:?}");
    }

    #[test]
    fn names_are_checked() {
        for bad in ["", "Fleet", "a.b", "a b", &"x".repeat(49)] {
            assert_eq!(Names::new(bad).expect_err("refused").code(), "invalidArgument", "{bad}");
        }
        let names = Names::new("shop-1").expect("valid");
        assert_eq!(names.stream(), "SPECTRUM_SHOP-1");
        let event = names.event(7, "p/one", "any;-;x");
        assert_eq!(event, "spectrum.shop-1.event.7.imessage.p=2Fone.any=3B-=3Bx");
        let dead = names.dead("support", &event);
        assert_eq!(dead, "spectrum.shop-1.dead.support.7.imessage.p=2Fone.any=3B-=3Bx");
        assert!(check_group("support").is_ok());
        assert!(check_group("a.b").is_err());
    }
}

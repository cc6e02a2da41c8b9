//! How much the simulator keeps. A client may send for ever and as much as it likes: the oldest goes,
//! or the newest is refused, and nothing grows without end.

const MIB: usize = 1024 * 1024;

/// What is kept, by number and by bytes. Beyond it the oldest is forgotten.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) number: usize,
    pub(crate) bytes: usize,
}

const fn kept(number: usize, mib: usize) -> Kept {
    Kept { number, bytes: mib * MIB }
}

/// All bounds.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    /// Messages with their polls and the pictures of cards, over all conversations.
    pub(crate) messages: Kept,
    /// Events that a client may catch up on.
    pub(crate) events: Kept,
    /// What people saw of the agent.
    pub(crate) sightings: Kept,
    /// Files, sent or only uploaded.
    pub(crate) files: Kept,
    /// Conversations; more are refused.
    pub(crate) chats: usize,
    /// Backgrounds and pictures of groups together, in bytes; more are refused.
    pub(crate) pictures: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            messages: kept(100_000, 256),
            events: kept(100_000, 256),
            sightings: kept(100_000, 64),
            files: kept(10_000, 1024),
            chats: 10_000,
            pictures: 512 * MIB,
        }
    }
}

/// Answers to idempotency keys, and ids of messages that clients chose.
pub(crate) const ANSWERS: Kept = kept(20_000, 64);
/// What happened and is not written down yet.
pub(crate) const JOURNAL: Kept = kept(100_000, 256);
/// Tokens that were minted.
pub(crate) const TOKENS: usize = 10_000;
/// Live streams, over all lines; more are refused.
pub(crate) const STREAMS: usize = 20_000;
/// Connections to the gRPC ports; more are closed at once.
pub(crate) const CONNECTIONS: usize = 5_000;
/// Bytes of what a message says, without its files.
pub(crate) const CONTENT: usize = 256 * 1024;
/// Bytes of requests that are being read or answered, over all connections; more are refused.
pub(crate) const IN_FLIGHT: usize = 2048 * MIB;
/// People of a group, and addresses of one request.
pub(crate) const PEOPLE: usize = 1_000;
/// Bytes of a name: of a group, a file.
pub(crate) const NAME: usize = 4096;
/// Bytes of an address.
pub(crate) const ADDRESS: usize = 320;
/// Bytes of an emoji: the longest ones are families.
pub(crate) const EMOJI: usize = 256;
/// Reactions, and stickers, on one message.
pub(crate) const MARKS: usize = 200;
/// Bytes of a poll.
pub(crate) const POLL: usize = MIB;
/// Faults that wait for their calls.
pub(crate) const FAULTS: usize = 1_000;
/// Shared locations that a stream may still be told of.
pub(crate) const LOCATIONS: usize = 10_000;

//! What can be set before the start.

use std::net::IpAddr;
use std::time::Duration;

use crate::bounds::Bounds;

/// The limit of an attachment, the video of a Live Photo included.
pub(crate) const ATTACHMENT_LIMIT: usize = 100 * 1024 * 1024;
/// The limit of a gRPC message: an attachment, and room for what stands beside it.
pub(crate) const MESSAGE_LIMIT: usize = ATTACHMENT_LIMIT + 64 * 1024;

/// Everything that a [`crate::Builder`] collects.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) project_id: String,
    pub(crate) project_secret: String,
    /// Phone numbers of the lines of a dedicated project; nothing for a shared one.
    pub(crate) dedicated: Option<Vec<String>>,
    /// Tokens that never expire, with the phone of their line (`shared` for the shared pool).
    pub(crate) fixed_tokens: Vec<(String, String)>,
    pub(crate) token_ttl: Duration,
    pub(crate) heartbeat: Duration,
    pub(crate) daily_limit: u32,
    pub(crate) new_conversation_limit: u32,
    /// Events that may wait for one slow subscriber.
    pub(crate) stream_buffer: usize,
    /// The sequence that the first event follows.
    pub(crate) events_before: u64,
    pub(crate) transcript: bool,
    /// Whether the account's name and photo are shared by themselves.
    pub(crate) profile_synced: bool,
    /// How long a browser may take to read on, before its connection ends.
    pub(crate) patience: Duration,
    /// How much is kept.
    pub(crate) bounds: Bounds,
    /// Port of the page and its API; 0 for any free one.
    pub(crate) page_port: u16,
    /// The address at which the page listens; nothing for the loopback.
    pub(crate) page_address: Option<IpAddr>,
    /// Names under which the page is reached, besides addresses and `localhost`.
    pub(crate) page_names: Vec<String>,
    /// Where the state is saved.
    #[cfg(feature = "state")]
    pub(crate) state_file: Option<std::path::PathBuf>,
    /// Port of gRPC over TLS; 0 for any free one.
    pub(crate) tls_port: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            project_id: "sim-project".to_owned(),
            project_secret: String::new(),
            dedicated: None,
            fixed_tokens: Vec::new(),
            token_ttl: Duration::from_secs(3600),
            heartbeat: Duration::from_secs(10),
            daily_limit: 5_000,
            new_conversation_limit: 50,
            stream_buffer: 1024,
            events_before: 0,
            transcript: true,
            profile_synced: false,
            patience: Duration::from_secs(30),
            bounds: Bounds::default(),
            page_port: 0,
            page_address: None,
            page_names: Vec::new(),
            #[cfg(feature = "state")]
            state_file: None,
            tls_port: 0,
        }
    }
}

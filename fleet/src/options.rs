//! What a program says about a fleet.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use async_nats::ServerAddr;
use spectrum_imessage::{Result, Secret};

use crate::error::invalid;
use crate::names::{Names, check_group};

/// Where the fleet is, who asks, and how it is set up. Nothing of it shows a secret in `Debug`.
#[derive(Clone)]
pub struct FleetOptions {
    /// The servers: `nats://host:4222` or `tls://host:4222`, several with commas between. A user and
    /// a password may stand in the address.
    pub servers: String,
    /// The name of the fleet, for several in one NATS: 1 to 48 characters of `a-z`, `0-9`, `-`, `_`;
    /// `spectrum` if not given.
    pub fleet: Option<String>,
    /// A user, with [`FleetOptions::password`].
    pub user: Option<String>,
    /// The password of the user.
    pub password: Option<Secret>,
    /// A token, in place of user and password.
    pub token: Option<Secret>,
    /// The seed of an nkey.
    pub nkey_seed: Option<Secret>,
    /// A file with a JWT and a seed, as `nsc` writes it (`.creds`).
    pub credentials_file: Option<PathBuf>,
    /// A PEM file with root certificates to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    /// This side's certificate, PEM; with [`FleetOptions::client_key`].
    pub client_certificate: Option<PathBuf>,
    /// The key of the certificate, PEM.
    pub client_key: Option<PathBuf>,
    /// Into how many partitions conversations fall: 1 to 1024, fixed when the fleet is set up; 64 if
    /// not given. So many workers of a group can work at most.
    pub partitions: Option<u32>,
    /// On how many NATS servers everything is kept: 1, 3 or 5; 1 if not given.
    pub replicas: Option<usize>,
    /// How long events are kept; 7 days if not given.
    pub max_age: Option<Duration>,
    /// How long the start may wait for NATS; 30 s if not given.
    pub start_timeout: Option<Duration>,
    /// How this process is called in the status; the host's name and the process number if not given.
    pub name: Option<String>,
}

impl FleetOptions {
    /// The fleet at these servers, all else as it is by default.
    pub fn new(servers: impl Into<String>) -> Self {
        Self {
            servers: servers.into(),
            fleet: None,
            user: None,
            password: None,
            token: None,
            nkey_seed: None,
            credentials_file: None,
            ca_file: None,
            client_certificate: None,
            client_key: None,
            partitions: None,
            replicas: None,
            max_age: None,
            start_timeout: None,
            name: None,
        }
    }
}

impl fmt::Debug for FleetOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The servers may hold a password.
        f.debug_struct("FleetOptions")
            .field("fleet", &self.fleet)
            .field("partitions", &self.partitions)
            .field("replicas", &self.replicas)
            .finish_non_exhaustive()
    }
}

/// What a program says about its side as a worker.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// The group: its workers share the events; several groups get everything each. 1 to 48 letters,
    /// digits, `-` and `_`.
    pub group: String,
    /// Where a group begins that is new.
    pub from: From,
    /// How often an event is tried, before it goes to the dead letters: at least 2; 5 if not given.
    pub max_tries: Option<u32>,
    /// How long a stop waits for what has begun; 5 s if not given. What has not ended then comes again
    /// elsewhere.
    pub drain_timeout: Option<Duration>,
}

impl WorkerOptions {
    /// A worker of a group, all else as it is by default.
    pub fn new(group: impl Into<String>) -> Self {
        Self { group: group.into(), from: From::New, max_tries: None, drain_timeout: None }
    }
}

/// Where a group begins that nobody has worked for yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum From {
    /// With what comes from now on.
    #[default]
    New,
    /// With the oldest event that the stream keeps.
    Start,
}

/// The options in force.
#[derive(Clone)]
pub(crate) struct Fleet {
    pub(crate) names: Names,
    pub(crate) servers: Vec<ServerAddr>,
    /// A user and a password, or a token alone, as they stood in an address.
    pub(crate) login: Option<(String, Option<String>)>,
    pub(crate) partitions: u32,
    pub(crate) replicas: usize,
    pub(crate) max_age: Duration,
    pub(crate) start_timeout: Duration,
    pub(crate) name: String,
}

impl Fleet {
    /// Checks everything that can be checked without the network.
    pub(crate) fn resolve(options: &FleetOptions) -> Result<Self> {
        let names = Names::new(options.fleet.as_deref().unwrap_or("spectrum"))?;
        let partitions = options.partitions.unwrap_or(64);
        if !(1..=1024).contains(&partitions) {
            return Err(invalid("a fleet has 1 to 1024 partitions"));
        }
        let replicas = options.replicas.unwrap_or(1);
        if ![1, 3, 5].contains(&replicas) {
            return Err(invalid("replicas are 1, 3 or 5"));
        }
        if options.password.is_some() != options.user.is_some() {
            return Err(invalid("a user and a password go together"));
        }
        if options.client_certificate.is_some() != options.client_key.is_some() {
            return Err(invalid("a client certificate and its key go together"));
        }
        let ways = [
            options.user.is_some(),
            options.token.is_some(),
            options.nkey_seed.is_some(),
            options.credentials_file.is_some(),
        ];
        if ways.iter().filter(|way| **way).count() > 1 {
            return Err(invalid("one of user, token, nkey and credentials file is enough"));
        }
        let max_age = options.max_age.unwrap_or(Duration::from_secs(7 * 24 * 3600));
        if max_age < Duration::from_secs(60) {
            return Err(invalid("events are kept for a minute at least"));
        }
        let servers = servers(&options.servers)?;
        let login = servers.iter().find_map(login);
        if login.is_some() && ways.contains(&true) {
            return Err(invalid("credentials stand in the address, and beside it"));
        }
        Ok(Self {
            names,
            login,
            servers,
            partitions,
            replicas,
            max_age,
            start_timeout: options.start_timeout.unwrap_or(Duration::from_secs(30)),
            name: options.name.clone().unwrap_or_else(own_name),
        })
    }
}

/// The addresses. An error names none: there may be a password in it.
fn servers(list: &str) -> Result<Vec<ServerAddr>> {
    let one = |address: &str| {
        let address: ServerAddr = address
            .parse()
            .map_err(|_| invalid("an address of the fleet is not of the form nats://host:4222"))?;
        match address.scheme() {
            "nats" | "tls" => Ok(address),
            _ => Err(invalid("an address of the fleet begins with nats:// or tls://")),
        }
    };
    let addresses = list.split(',').map(str::trim).filter(|address| !address.is_empty());
    let servers = addresses.map(one).collect::<Result<Vec<_>>>()?;
    if servers.is_empty() {
        return Err(invalid("the fleet needs the address of a NATS server: nats://host:4222"));
    }
    Ok(servers)
}

/// The user and the password of an address.
fn login(address: &ServerAddr) -> Option<(String, Option<String>)> {
    Some((decoded(address.username()?), address.password().map(decoded)))
}

/// What `%` and two digits stand for.
fn decoded(text: &str) -> String {
    crate::envelope::unescaped(text)
}

/// The host's name and the number of the process.
fn own_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "process".to_owned());
    format!("{host}-{}", std::process::id())
}

impl fmt::Debug for Fleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fleet").field("name", &self.names.fleet()).finish_non_exhaustive()
    }
}

/// A worker's options in force.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) from: From,
    pub(crate) max_tries: u32,
    pub(crate) drain: Duration,
}

impl Group {
    pub(crate) fn resolve(options: &WorkerOptions) -> Result<Self> {
        check_group(&options.group)?;
        let max_tries = options.max_tries.unwrap_or(5);
        if max_tries < 2 {
            return Err(invalid("an event is tried twice at least"));
        }
        Ok(Self {
            name: options.group.clone(),
            from: options.from,
            max_tries,
            drain: options.drain_timeout.unwrap_or(Duration::from_secs(5)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_refused_before_the_network() {
        let refused = |change: fn(&mut FleetOptions)| {
            let mut options = FleetOptions::new("nats://one:4222, tls://two");
            change(&mut options);
            Fleet::resolve(&options).err().map(|error| error.code().to_owned())
        };
        assert_eq!(refused(|_| ()), None);
        let wrong: [fn(&mut FleetOptions); 10] = [
            |o| o.servers = String::new(),
            |o| o.servers = "http://one".into(),
            |o| o.fleet = Some("a.b".into()),
            |o| o.partitions = Some(0),
            |o| o.replicas = Some(2),
            |o| o.user = Some("me".into()),
            |o| o.client_key = Some("key.pem".into()),
            |o| {
                o.token = Some("t".into());
                o.nkey_seed = Some("s".into());
            },
            |o| o.max_age = Some(Duration::from_secs(1)),
            |o| {
                o.servers = "nats://me:pw@one".into();
                o.token = Some("t".into());
            },
        ];
        for (n, change) in wrong.into_iter().enumerate() {
            assert_eq!(refused(change).as_deref(), Some("invalidArgument"), "case {n}");
        }
    }

    #[test]
    fn no_secret_shows() {
        let mut options = FleetOptions::new("nats://me:hunter2@one:4222");
        options.token = Some("hunter2".into());
        assert!(!format!("{options:?}").contains("hunter2"));
        options.servers = "ftp://me:hunter2@one".into();
        let error = Fleet::resolve(&options).expect_err("refused");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }

    #[test]
    fn credentials_may_stand_in_the_address() {
        let login = |servers: &str| {
            Fleet::resolve(&FleetOptions::new(servers)).ok().and_then(|fleet| fleet.login)
        };
        assert_eq!(login("nats://one"), None);
        assert_eq!(login("nats://me:p%40ss@one"), Some(("me".into(), Some("p@ss".into()))));
        assert_eq!(login("nats://t0ken@one"), Some(("t0ken".into(), None)));
    }

    #[test]
    fn a_group_is_checked() {
        assert!(Group::resolve(&WorkerOptions::new("support")).is_ok());
        assert!(Group::resolve(&WorkerOptions::new("a.b")).is_err());
        let options = WorkerOptions { max_tries: Some(1), ..WorkerOptions::new("support") };
        assert!(Group::resolve(&options).is_err());
    }
}

//! Where the database is: the parts of a URL, checked before anything is connected.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;

use super::password;
use crate::config::{self, check_plaintext};
use crate::error::{Error, Result};
use crate::net::Trust;
use crate::secret::Secret;

const PORT: u16 = 5432;
const NAMESPACE: &str = "default";
const APPLICATION: &str = "spectrum-imessage";
/// One attempt to connect.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a write may take, and with it the thread that waits for it.
const WRITE: Duration = Duration::from_secs(3);
/// A name of Postgres is no longer.
const LONGEST_NAME: usize = 63;

/// A database, and what of it is ours. `Display` has no password.
pub(super) struct Place {
    pub(super) server: Server,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) password: Option<Secret>,
    pub(super) database: String,
    pub(super) namespace: String,
    pub(super) application: String,
    /// Settings of the session, as `options` of libpq.
    pub(super) options: Option<String>,
    /// Whom to trust; `None` for plain text.
    pub(super) trust: Option<Trust>,
    pub(super) connect_within: Duration,
    pub(super) write_within: Duration,
}

/// How the server is reached.
pub(super) enum Server {
    Host(String),
    /// The folder of its socket.
    Folder(PathBuf),
}

/// Whether a text names a database and not a file.
pub(in crate::store) fn is_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("postgres" | "postgresql"))
}

/// The values of the query.
#[derive(Default)]
struct Parameters {
    host: Option<String>,
    port: Option<String>,
    user: Option<String>,
    password: Option<Secret>,
    database: Option<String>,
    namespace: Option<String>,
    application: Option<String>,
    options: Option<String>,
    ssl_mode: Option<String>,
    roots: Option<String>,
    password_file: Option<String>,
    timeout: Option<String>,
}

impl Place {
    /// Reads a URL, and the files that it names.
    ///
    /// # Errors
    /// `ValidationError` that says which part is wrong. No part of the URL is in it that may be of a
    /// password.
    pub(super) fn parse(text: &str) -> Result<Self> {
        if !is_url(text) {
            return Err(invalid("begins with postgres:// or postgresql://"));
        }
        let why = |error| invalid(&format!("cannot be read: {error} ({ENCODE})"));
        let url = Url::parse(&with_host(text)).map_err(why)?;
        if url.fragment().is_some() {
            return Err(invalid(&format!("has no part after # ({ENCODE})")));
        }
        let given = Parameters::of(&url)?;
        let part = |given: Option<String>, own: &str| -> Result<_> {
            match given {
                Some(given) => Ok(Some(given)),
                None => Ok(Some(decoded(own)?).filter(|own| !own.is_empty())),
            }
        };
        let host = url.host_str().filter(|host| *host != NOWHERE);
        let host = part(given.host, host.unwrap_or_default())?;
        let host = host.ok_or_else(|| invalid("names no host: postgres://user@host/database"))?;
        let server = server(&host)?;
        let user = part(given.user, url.username())?;
        let user = user.ok_or_else(|| invalid("names no user: postgres://user@host/database"))?;
        let database = part(given.database, url.path().trim_start_matches('/'))?;
        let database = database.unwrap_or_else(|| user.clone());
        let port = match given.port {
            Some(port) => port.parse().map_err(|_| invalid("has a port that is no number"))?,
            None => url.port().unwrap_or(PORT),
        };
        let own = url.password().map(|text| decoded(text).map(Secret::new)).transpose()?;
        let mut place = Self {
            trust: trust(&server, given.ssl_mode.as_deref(), given.roots.as_deref())?,
            server,
            port,
            user,
            password: None,
            database,
            namespace: namespace(given.namespace)?,
            application: given.application.unwrap_or_else(|| APPLICATION.to_owned()),
            options: given.options,
            connect_within: seconds(given.timeout.as_deref())?,
            write_within: WRITE,
        };
        for name in [&place.user, &place.database, &place.application] {
            if name.contains('\0') {
                return Err(invalid("has a name with a zero byte"));
            }
        }
        let file = given.password_file.as_deref().map(Path::new);
        place.password = match given.password.or(own).filter(|password| !password.is_empty()) {
            Some(password) => Some(password),
            None => password::find(file, &place)?,
        };
        Ok(place)
    }

    /// The host as it stands in a file of passwords and in errors.
    pub(super) fn host(&self) -> Cow<'_, str> {
        match &self.server {
            Server::Host(host) => host.into(),
            Server::Folder(folder) => folder.to_string_lossy(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, port, database, namespace, .. } = self;
        write!(f, "postgres://{user}@{}:{port}/{database}?namespace={namespace}", self.host())
    }
}

const ENCODE: &str = "in a password % # / ? @ : are written as %25 %23 %2F %3F %40 %3A";

fn invalid(why: &str) -> Error {
    Error::validation("invalidStore", format!("the URL of a store in Postgres {why}"))
}

/// Stands where a URL leaves the host to its query: `postgres://user@/database?host=/run/postgresql`.
const NOWHERE: &str = "-";

fn with_host(text: &str) -> Cow<'_, str> {
    let begin = text.find("://").map_or(0, |at| at + 3);
    let end = text[begin..].find(['/', '?', '#']).map_or(text.len(), |at| begin + at);
    if text[begin..end].ends_with('@') {
        return format!("{}{NOWHERE}{}", &text[..end], &text[end..]).into();
    }
    text.into()
}

fn decoded(text: &str) -> Result<String> {
    let text = percent_decode_str(text).decode_utf8();
    text.map(Cow::into_owned).map_err(|_| invalid("has a % that is not of UTF-8"))
}

impl Parameters {
    fn of(url: &Url) -> Result<Self> {
        let mut all = Self::default();
        for (name, value) in url.query_pairs().filter(|(_, value)| !value.is_empty()) {
            let place = match &*name {
                "host" => &mut all.host,
                "port" => &mut all.port,
                "user" => &mut all.user,
                "dbname" => &mut all.database,
                "namespace" => &mut all.namespace,
                "application_name" => &mut all.application,
                "options" => &mut all.options,
                "sslmode" => &mut all.ssl_mode,
                "sslrootcert" => &mut all.roots,
                "passfile" => &mut all.password_file,
                "connect_timeout" => &mut all.timeout,
                "password" => {
                    all.password = Some(Secret::new(value));
                    continue;
                }
                _ => return Err(unknown(&name)),
            };
            *place = Some(value.into_owned());
        }
        Ok(all)
    }
}

/// What stands in the query may be the rest of a password: a long or strange name is not repeated.
fn unknown(name: &str) -> Error {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let name = if name.bytes().all(plain) && name.len() < 32 { name } else { "…" };
    invalid(&format!(
        "has a parameter that is not known ({name}); known are namespace, host, port, user, \
         password, dbname, passfile, sslmode, sslrootcert, connect_timeout, application_name, options"
    ))
}

fn server(host: &str) -> Result<Server> {
    if host.starts_with('/') {
        return if cfg!(unix) {
            Ok(Server::Folder(host.into()))
        } else {
            Err(invalid("names a socket, which this system does not have"))
        };
    }
    let host = host.trim_start_matches('[').trim_end_matches(']');
    // Also several, which others allow: one application has one connection.
    let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | '/' | '@');
    if host.contains(strange) {
        return Err(invalid("names no single host"));
    }
    Ok(Server::Host(host.to_owned()))
}

fn namespace(given: Option<String>) -> Result<String> {
    let namespace = given.unwrap_or_else(|| NAMESPACE.to_owned());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if namespace.len() <= LONGEST_NAME && namespace.bytes().all(plain) {
        return Ok(namespace);
    }
    Err(invalid("has a namespace that is not 1 to 63 of the letters A-Z, a-z, 0-9, '.', '_', '-'"))
}

fn seconds(given: Option<&str>) -> Result<Duration> {
    let Some(given) = given else { return Ok(CONNECT) };
    let seconds: Option<u64> = given.parse().ok().filter(|seconds| (1..=600).contains(seconds));
    let why = || invalid("has a connect_timeout that is not 1 to 600 (seconds)");
    seconds.map(Duration::from_secs).ok_or_else(why)
}

/// Plain text is for this machine; elsewhere only when it is asked for by name.
fn trust(server: &Server, mode: Option<&str>, roots: Option<&str>) -> Result<Option<Trust>> {
    let local = match server {
        Server::Folder(_) => true,
        Server::Host(host) => check_plaintext(host, false).is_ok(),
    };
    let secure = match mode {
        None => !local,
        Some("disable") => false,
        Some("require" | "verify-ca" | "verify-full") => true,
        Some("allow" | "prefer") => {
            return Err(invalid(
                "has an sslmode that may fall back to plain text: say require or disable",
            ));
        }
        Some(_) => return Err(invalid("has an unknown sslmode: say require or disable")),
    };
    if !secure || matches!(server, Server::Folder(_)) {
        return Ok(None);
    }
    let file = roots.filter(|roots| *roots != "system").map(PathBuf::from);
    Trust::load(file.or_else(config::ca_file).as_deref()).map(Some)
}

#[cfg(test)]
mod tests;

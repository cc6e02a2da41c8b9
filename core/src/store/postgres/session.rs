//! One connection to the database that holds the lease of a namespace.
//!
//! The lease is an advisory lock of the session: it goes with the connection, however that ends.
//! Each opening also gives the namespace a new generation. Who comes back after a break with an old
//! one knows that another has had the store meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::config::SslMode;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Row, Statement};

use super::place::{Place, Server};
use super::tls::Tls;
use super::trouble::Trouble;

/// The form of what is in the tables.
pub(super) const VERSION: i32 = 1;

/// One at a time makes the tables; who has waited finds them. The lock: "spim".
const TABLES: &str = "\
    BEGIN; SELECT pg_advisory_xact_lock(1936746861); \
    CREATE TABLE IF NOT EXISTS spectrum_store (\
        namespace text PRIMARY KEY, version integer NOT NULL, generation bigint NOT NULL, \
        opened timestamptz NOT NULL DEFAULT now());\
    CREATE TABLE IF NOT EXISTS spectrum_store_entries (\
        namespace text NOT NULL REFERENCES spectrum_store, key bytea NOT NULL, \
        value bytea NOT NULL, PRIMARY KEY (namespace, key)) WITH (fillfactor = 70); \
    COMMIT";

/// Both sides notice within half a minute that the other's machine has gone, and the server gives up
/// the lease then.
const SETTINGS: &str = "\
    SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; \
    SET lock_timeout = '1s'";
const IDLE: Duration = Duration::from_secs(15);
const INTERVAL: Duration = Duration::from_secs(5);
const RETRIES: u32 = 3;
#[cfg(target_os = "linux")]
const UNANSWERED: Duration = Duration::from_secs(15);

/// A killed holder's session ends in a moment: the lock is waited for, as long as `lock_timeout` says.
const LEASE: &str = "\
    SELECT pg_advisory_lock(hashtextextended('spectrum_store'::regclass::oid || '/' || $1, 0))";
const RELEASE: &str = "\
    SELECT pg_advisory_unlock(hashtextextended('spectrum_store'::regclass::oid || '/' || $1, 0))";

/// All of a group of batches, or none, in one statement: one round trip, one transaction.
const WRITE: &str = "\
    WITH held AS (\
        SELECT FROM spectrum_store WHERE namespace = $1 AND generation = $2), \
    gone AS (\
        DELETE FROM spectrum_store_entries e USING held \
        WHERE e.namespace = $1 AND e.key = ANY ($3)), \
    put AS (\
        INSERT INTO spectrum_store_entries (namespace, key, value) \
        SELECT $1, new.key, new.value FROM held, unnest($4::bytea[], $5::bytea[]) AS new (key, value) \
        ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value) \
    SELECT count(*) FROM held";

/// Everything of a namespace.
pub(super) type Entries = HashMap<String, Vec<u8>>;
/// What becomes of keys; nothing for what is deleted.
pub(super) type Changes<'a> = BTreeMap<&'a str, Option<&'a [u8]>>;

/// A session of the server, by what no other has in common with it.
pub(super) struct Identity {
    process: i32,
    begun: String,
}

/// The connection.
pub(super) struct Session {
    client: Client,
    driver: Driver,
    write: Statement,
    namespace: String,
    pub(super) generation: i64,
    pub(super) identity: Arc<Identity>,
}

/// The task of a connection; it ends when this is dropped.
struct Driver(JoinHandle<()>);

impl Session {
    /// Connects, takes the lease, and reads everything.
    pub(super) async fn open(place: &Place) -> Result<(Self, Entries), Trouble> {
        let (client, driver) = connect(place).await?;
        make_tables(&client).await?;
        client.query(LEASE, &[&place.namespace]).await.map_err(Trouble::of_lease)?;
        let generation = next_generation(&client, &place.namespace).await?;
        let all = "SELECT key, value FROM spectrum_store_entries WHERE namespace = $1";
        let rows = client.query(all, &[&place.namespace]).await?;
        let entries = rows.iter().map(entry).collect::<Result<_, _>>()?;
        Ok((Self::new(client, driver, place, generation).await?, entries))
    }

    /// Connects again, and takes the lease again if nobody else has had it.
    pub(super) async fn resume(
        place: &Place,
        generation: i64,
        former: &Identity,
    ) -> Result<Self, Trouble> {
        let (client, driver) = connect(place).await?;
        // The server may not have noticed that the former connection has gone.
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE pid = $1 AND extract(epoch FROM backend_start)::text = $2";
        client.query(end, &[&former.process, &former.begun]).await?;
        let leased = client.query(LEASE, &[&place.namespace]).await;
        let now = "SELECT generation FROM spectrum_store WHERE namespace = $1 AND version = $2";
        let row = client.query_opt(now, &[&place.namespace, &VERSION]).await?;
        if row.map(|row| row.try_get(0)).transpose()? != Some(generation) {
            return Err(Trouble::Taken);
        }
        leased?;
        Self::new(client, driver, place, generation).await
    }

    async fn new(
        client: Client,
        driver: Driver,
        place: &Place,
        generation: i64,
    ) -> Result<Self, Trouble> {
        // The server gives up before the client does: then it is known that nothing has changed.
        let most = place.write_within.as_millis() * 9 / 10;
        client.batch_execute(&format!("SET statement_timeout = {most}")).await?;
        let who = "SELECT pid, extract(epoch FROM backend_start)::text FROM pg_stat_activity \
                   WHERE pid = pg_backend_pid()";
        let row = client.query_one(who, &[]).await?;
        let identity = Arc::new(Identity { process: row.try_get(0)?, begun: row.try_get(1)? });
        let write = client.prepare(WRITE).await?;
        let namespace = place.namespace.clone();
        Ok(Self { client, driver, write, namespace, generation, identity })
    }

    /// Makes all changes, or none.
    pub(super) async fn write(&self, changes: &Changes<'_>) -> Result<(), Trouble> {
        let gone = changes.iter().filter(|(_, value)| value.is_none());
        let gone: Vec<&[u8]> = gone.map(|(key, _)| key.as_bytes()).collect();
        let put = changes.iter().filter_map(|(key, value)| Some((key.as_bytes(), (*value)?)));
        let (keys, values): (Vec<&[u8]>, Vec<&[u8]>) = put.unzip();
        let parameters: &[&(dyn ToSql + Sync)] =
            &[&self.namespace, &self.generation, &gone, &keys, &values];
        let row = self.client.query_one(&self.write, parameters).await?;
        let held: i64 = row.try_get(0)?;
        if held == 1 { Ok(()) } else { Err(Trouble::Taken) }
    }

    /// Until the connection has ended. Cancel-safe; not to be called after it has returned.
    pub(super) async fn ended(&mut self) {
        // It makes no difference how.
        let _ = (&mut self.driver.0).await;
    }

    /// Gives the lease back.
    pub(super) async fn close(self) {
        // Without it the server does so, a moment later.
        let _ = self.client.query(RELEASE, &[&self.namespace]).await;
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn connect(place: &Place) -> Result<(Client, Driver), Trouble> {
    let mut config = Config::new();
    match &place.server {
        Server::Host(host) => config.host(host),
        #[cfg(unix)]
        Server::Folder(folder) => config.host_path(folder),
        #[cfg(not(unix))]
        Server::Folder(_) => &mut config,
    };
    let secure = if place.trust.is_some() { SslMode::Require } else { SslMode::Disable };
    config
        .port(place.port)
        .user(&place.user)
        .dbname(&place.database)
        .application_name(&place.application)
        .ssl_mode(secure)
        .keepalives_idle(IDLE)
        .keepalives_interval(INTERVAL)
        .keepalives_retries(RETRIES);
    #[cfg(target_os = "linux")]
    config.tcp_user_timeout(UNANSWERED);
    if let Some(password) = &place.password {
        config.password(password.expose());
    }
    if let Some(options) = &place.options {
        config.options(options);
    }
    let connecting = async {
        let (client, connection) = config.connect(Tls::new(place.trust.as_ref())).await?;
        // How it ends is told to whoever uses the client.
        let driver = Driver(tokio::spawn(async { drop(connection.await) }));
        client.batch_execute(SETTINGS).await?;
        let state =
            "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean";
        if client.query_one(state, &[]).await?.try_get(0)? {
            return Err(Trouble::Away("it is read-only: a replica?".to_owned()));
        }
        Ok((client, driver))
    };
    let seconds = place.connect_within.as_secs();
    let late = |_| Err(Trouble::Away(format!("no answer within {seconds} s")));
    timeout(place.connect_within, connecting).await.unwrap_or_else(late)
}

/// Makes the tables where there are none.
async fn make_tables(client: &Client) -> Result<(), Trouble> {
    let there = "SELECT to_regclass('spectrum_store') IS NOT NULL \
                 AND to_regclass('spectrum_store_entries') IS NOT NULL";
    // With both there no right to make tables is needed.
    if client.query_one(there, &[]).await?.try_get(0)? {
        return Ok(());
    }
    client.batch_execute(TABLES).await?;
    Ok(())
}

/// The generation of this opening.
async fn next_generation(client: &Client, namespace: &str) -> Result<i64, Trouble> {
    let next = "INSERT INTO spectrum_store (namespace, version, generation) VALUES ($1, $2, 1) \
                ON CONFLICT (namespace) DO UPDATE \
                SET generation = spectrum_store.generation + 1, opened = now() \
                WHERE spectrum_store.version = excluded.version RETURNING generation";
    match client.query_opt(next, &[&namespace, &VERSION]).await? {
        Some(row) => Ok(row.try_get(0)?),
        None => Err(Trouble::Unusable(
            "it was made by another version of this library; update the library, or give another \
             namespace"
                .to_owned(),
        )),
    }
}

fn entry(row: &Row) -> Result<(String, Vec<u8>), Trouble> {
    let key = String::from_utf8(row.try_get(0)?);
    let key = key.map_err(|_| Trouble::Unusable("a key is damaged".to_owned()))?;
    Ok((key, row.try_get(1)?))
}

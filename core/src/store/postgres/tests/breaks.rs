//! Connections that break, and what another application does meanwhile.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::proxy::{Proxy, Weather};
use super::server::Database;
use super::{PostgresStore, Store, Write, put};

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(500);

/// Writes until it works: the store comes back by itself.
fn until_written(store: &PostgresStore, key: &str) {
    let begun = Instant::now();
    while let Err(error) = store.write(vec![put(key, b"back")]) {
        assert!((error.code(), error.is_retryable()) == ("storeFailed", true), "{error:?}");
        assert!(begun.elapsed() < LONG, "in vain: {error}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn a_cut_connection_is_mended_while_threads_write() {
    let database = Database::new();
    let store = database.open_by(database.port, LONG);
    let written = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (store, written) = (&store, &written);
            scope.spawn(move || {
                for count in 0..80_u32 {
                    let value = count.to_string();
                    store.write(vec![put(&format!("t{thread}"), value.as_bytes())]).expect("ok");
                    written.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for cut in 1..=8 {
            let begun = Instant::now();
            while written.load(Ordering::Relaxed) < cut * 30 {
                assert!(begun.elapsed() < LONG, "it goes on");
                std::thread::sleep(Duration::from_millis(1));
            }
            database.cut();
        }
    });
    drop(store);
    for thread in 0..4 {
        assert_eq!(database.value(&format!("t{thread}")).as_deref(), Some("79"));
    }
}

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn without_the_server_writes_fail_at_once_and_reads_go_on() {
    let database = Database::new();
    let proxy = Proxy::to(database.port);
    let store = database.open_by(proxy.port, SHORT);
    store.write(vec![put("a", b"before")]).expect("written");
    proxy.set(Weather::Down);
    let error = store.write(vec![put("a", b"lost")]).expect_err("there is no server");
    assert_eq!((error.code(), error.is_retryable()), ("storeFailed", true));
    assert!(error.message().contains("namespace=agent"), "{error}");
    let begun = Instant::now();
    for _ in 0..1000 {
        store.write(vec![put("a", b"lost")]).expect_err("there is no server");
    }
    assert!(begun.elapsed() < LONG, "each would wait for half a second");
    assert_eq!(store.get("a").expect("read").as_deref(), Some(&b"before"[..]));
    proxy.set(Weather::Fine);
    until_written(&store, "b");
    assert_eq!(database.value("a").as_deref(), Some("before"));
}

/// The store of another application that came meanwhile is left alone.
#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn who_comes_back_too_late_writes_nothing_more() {
    for stays in [true, false] {
        let database = Database::new();
        let proxy = Proxy::to(database.port);
        let store = database.open_by(proxy.port, SHORT);
        store.write(vec![put("a", b"first")]).expect("written");
        proxy.set(Weather::Down);
        let mut other = Some(database.open("agent"));
        let second = other.as_ref().expect("open").write(vec![put("a", b"second")]);
        second.expect("the lease went with the connection");
        // Also if it has gone again.
        other = other.filter(|_| stays);
        proxy.set(Weather::Fine);
        let begun = Instant::now();
        while store.get("a").is_ok() {
            assert!(begun.elapsed() < LONG, "it hears of the other");
            std::thread::sleep(Duration::from_millis(5));
        }
        for error in [
            store.write(vec![put("a", b"first")]).expect_err("another has it"),
            store.get("a").expect_err("another has it"),
        ] {
            assert_eq!(error.code(), "storeInUse");
            assert!(error.message().contains("another program"), "{error}");
        }
        drop((store, other));
        assert_eq!(database.value("a").as_deref(), Some("second"));
    }
}

/// Also where the connection has lasted, behind a pooler that gives the lock to another.
#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn each_write_asks_whether_the_namespace_is_still_ours() {
    let database = Database::new();
    let store = database.open("agent");
    store.write(vec![put("a", b"first")]).expect("written");
    database.sql("UPDATE spectrum_store SET generation = generation + 1");
    for _ in 0..2 {
        let error = store.write(vec![put("a", b"lost")]).expect_err("another has it");
        assert_eq!(error.code(), "storeInUse");
    }
    drop(store);
    assert_eq!(database.value("a").as_deref(), Some("first"));
}

/// Somebody else holds the table: nobody waits for it a second time.
#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn a_database_that_takes_too_long_counts_as_away() {
    let database = Database::new();
    let store = database.open_by(database.port, SHORT);
    store.write(vec![put("a", b"before")]).expect("written");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            database.sql(
                "BEGIN; LOCK TABLE spectrum_store_entries IN EXCLUSIVE MODE; \
                 SELECT pg_sleep(3); COMMIT",
            )
        });
        let begun = Instant::now();
        while store.write(vec![put("a", b"lost")]).is_ok() {
            assert!(begun.elapsed() < LONG, "the table is locked");
        }
        for _ in 0..100 {
            store.write(vec![put("a", b"lost")]).expect_err("away");
        }
    });
    until_written(&store, "b");
    let kept = String::from_utf8(store.get("a").expect("read").expect("a value"));
    assert_eq!(database.value("a"), kept.ok());
}

/// The server believes that the first connection lives, and keeps its lease.
#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn a_silent_connection_is_replaced() {
    let database = Database::new();
    let proxy = Proxy::to(database.port);
    let store = database.open_by(proxy.port, SHORT);
    store.write(vec![put("a", b"before")]).expect("written");
    proxy.set(Weather::Frozen);
    store.write(vec![put("a", b"lost")]).expect_err("nobody answers");
    until_written(&store, "b");
    let error = PostgresStore::open(&database.url("agent")).expect_err("it is open");
    assert_eq!(error.code(), "storeInUse");
    assert_eq!(database.value("a").as_deref(), Some("before"));
}

/// The server has done it, and the answer was lost.
#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn what_has_failed_has_not_changed_anything_in_the_end() {
    let database = Database::new();
    let proxy = Proxy::to(database.port);
    let store = database.open_by(proxy.port, SHORT);
    store.write(vec![put("a", b"before"), put("gone", b"not")]).expect("written");
    proxy.set(Weather::Deaf);
    let batch = vec![put("a", b"lost"), put("new", b"1"), Write::Delete { key: "gone".into() }];
    store.write(batch).expect_err("there was no answer");
    assert_eq!(database.value("a").as_deref(), Some("lost"), "the server has done it");
    proxy.set(Weather::Fine);
    until_written(&store, "b");
    let values = ["a", "new", "gone"].map(|key| database.value(key));
    assert_eq!(values, [Some("before".to_owned()), None, Some("not".to_owned())]);
}

/// Who waits hears nothing of a short break, although the answer was lost.
#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn a_write_whose_answer_was_lost_is_made_again() {
    let database = Database::new();
    let proxy = Proxy::to(database.port);
    let store = database.open_by(proxy.port, LONG);
    // With its answer nothing of the opening is on its way any more.
    store.write(vec![put("b", b"1")]).expect("written");
    proxy.set(Weather::Deaf);
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| store.write(vec![put("a", b"kept")]));
        let begun = Instant::now();
        while database.value("a").is_none() {
            assert!(begun.elapsed() < LONG, "the server does it");
        }
        proxy.set(Weather::Fine);
        writing.join().expect("no panic").expect("written");
    });
    assert_eq!(store.get("a").expect("read").as_deref(), Some(&b"kept"[..]));
}

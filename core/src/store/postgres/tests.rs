//! With a real server: `scripts/postgres.sh` runs a command with one.

mod breaks;
mod opening;
mod proxy;
mod server;

use self::server::Database;
use super::*;

/// What is to be opened, and the database that lives as long.
fn place() -> (String, Database) {
    let database = Database::new();
    (database.url("agent"), database)
}

crate::store::contract::contract!(
    place(),
    #[ignore = "wants a server: scripts/postgres.sh"]
);

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn namespaces_live_side_by_side() {
    let database = Database::new();
    let [one, two] = ["one", "two"].map(|name| database.open(name));
    one.write(vec![put("key", b"1")]).expect("written");
    two.write(vec![put("key", b"2"), put("more", b"2")]).expect("written");
    one.write(vec![Write::Delete { key: "more".into() }]).expect("nothing to delete");
    drop((one, two));
    let [one, two] = ["one", "two"].map(|name| database.open(name));
    assert_eq!(one.get("key").expect("read").as_deref(), Some(&b"1"[..]));
    assert_eq!(one.get("more").expect("read"), None);
    assert_eq!(two.get("more").expect("read").as_deref(), Some(&b"2"[..]));
}

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn the_tables_are_made_once_by_whoever_comes_first() {
    for _ in 0..3 {
        let database = Database::new();
        std::thread::scope(|scope| {
            for n in 0..8 {
                let database = &database;
                scope.spawn(move || drop(database.open(&format!("agent-{n}"))));
            }
        });
        let count = database.sql("SELECT count(*) FROM spectrum_store");
        assert_eq!(count.as_deref(), Some("8"));
    }
}

/// The others of its group are written.
#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn what_the_server_refuses_concerns_nobody_else() {
    let database = Database::new();
    let store = database.open("agent");
    database.sql(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
         $$BEGIN RAISE EXCEPTION 'no: %', convert_from(NEW.key, 'UTF8'); END$$; \
         CREATE TRIGGER refuse BEFORE INSERT ON spectrum_store_entries FOR EACH ROW \
         WHEN (NEW.key = 'bad') EXECUTE FUNCTION refuse()",
    );
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let store = &store;
            scope.spawn(move || {
                for count in 0..20 {
                    let good = format!("good/{thread}/{count}");
                    if thread % 2 == 0 {
                        store.write(vec![put(&good, b"1")]).expect("written");
                    } else {
                        let error = store.write(vec![put(&good, b"1"), put("bad", b"1")]);
                        let error = error.expect_err("refused");
                        assert_eq!((error.code(), error.is_retryable()), ("storeFailed", false));
                    }
                }
            });
        }
    });
    drop(store);
    let store = database.open("agent");
    let there = |thread| store.get(&format!("good/{thread}/19")).expect("read").is_some();
    assert!((0..8).all(|thread| there(thread) == (thread % 2 == 0)));
}

use crate::store::contract::put;

use super::*;
use crate::store::MemoryStore;
use crate::store::testing::Disk;

fn stored(id: usize) -> Stored {
    Stored {
        id: id.to_string(),
        line: "shared".into(),
        space: "any;-;a".into(),
        kind: "text".into(),
        content: Some(json!({"type": "text", "text": "hi"})),
        time: SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(id as u64),
    }
}

fn ids(outbox: &Outbox) -> Vec<String> {
    outbox.left().expect("read").into_iter().map(|entry| entry.client_message_id).collect()
}

#[test]
fn what_is_done_goes_and_what_was_cut_off_is_left_to_the_next_run() {
    let disk: Arc<dyn Store> = Arc::new(Disk::default());
    let outbox = Outbox::new(&disk);
    let places: Vec<_> =
        (0..4).map(|id| outbox.post(stored(id)).expect("written").expect("a place")).collect();
    outbox.clear(places[1]).expect("written");
    assert_eq!(ids(&outbox), [""; 0], "on their way");
    // A place that was freed is used again.
    assert_eq!(outbox.post(stored(4)).expect("written"), Some(places[1]));

    let next = Outbox::new(&disk);
    assert_eq!(ids(&next), ["0", "2", "3", "4"]);
    assert!(next.remove("2").expect("written"));
    assert!(!next.remove("2").expect("written"));
    // Sent again by the program itself, it is on its way.
    next.post(stored(3)).expect("written");
    assert_eq!(ids(&next), ["0", "4"]);
    assert_eq!(ids(&Outbox::new(&disk)), ["0", "3", "4"]);
}

#[test]
fn it_is_bounded_and_the_oldest_of_earlier_runs_go() {
    let disk: Arc<dyn Store> = Arc::new(Disk::default());
    let first = Outbox::new(&disk);
    for id in 0..CAPACITY {
        assert!(first.post(stored(id)).expect("written").is_some());
    }
    assert_eq!(first.post(stored(CAPACITY)).expect("written"), None, "all are on their way");
    let next = Outbox::new(&disk);
    assert!(next.post(stored(CAPACITY)).expect("written").is_some());
    let left = ids(&next);
    assert_eq!((left.len(), left[0].as_str()), (CAPACITY - 1, "1"));
}

#[test]
fn without_a_durable_store_there_is_none() {
    let memory: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let outbox = Outbox::new(&memory);
    assert_eq!(ids(&outbox), [""; 0]);
    assert!(!outbox.remove("1").expect("nothing to do"));
}

#[test]
fn logs_show_no_text() {
    assert!(!format!("{:?}", entry(&stored(1))).contains("hi"));
}

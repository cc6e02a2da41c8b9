use super::*;
use crate::store::testing::Disk;

fn books() -> (Arc<dyn Store>, Arc<Books>) {
    let store: Arc<dyn Store> = Arc::new(Disk::default());
    let books = Arc::new(Books::new(&store));
    (store, books)
}

#[test]
fn many_events_are_taken_in_as_each_would_be() {
    let (_store, books) = books();
    let book = books.open("line", "messages", true).expect("opened");
    assert!(book.accept(3).is_some());
    let mut taken = Vec::new();
    let events =
        [(Some(2), "seen"), (Some(4), "a"), (None, "b"), (Some(4), "seen"), (Some(5), "c")];
    book.accept_all(events.into_iter(), |sequence, event, ticket| {
        assert_eq!(sequence.is_some(), ticket.is_some());
        taken.push((sequence, event));
    });
    assert_eq!(taken, [(Some(4), "a"), (None, "b"), (Some(5), "c")]);
    assert_eq!((book.position(), book.unhandled()), (Some(5), 3));
}

#[test]
fn what_is_kept_is_not_asked_for_again_by_the_next_reader() {
    let (_store, books) = books();
    let book = books.open("line", "messages", true).expect("opened");
    book.caught_up(0);
    let mut tickets = Vec::new();
    let events = (1..=3).map(|number| (Some(number), ()));
    book.accept_all(events, |_, (), ticket| tickets.extend(ticket));
    books.keep_all(tickets[..2].iter());
    let next = books.open("line", "messages", true).expect("opened");
    assert_eq!(next.wanted(), [3]);
}

#[test]
fn one_write_acknowledges_and_hands_out() {
    let (store, books) = books();
    let book = books.open("line", "messages", true).expect("opened");
    book.caught_up(0);
    let line: Arc<str> = "line".into();
    let letter = |number| Letter::of(Arc::clone(&line), book.accept(number).expect("new"));
    let (first, second) = (letter(1), letter(2));
    books.settle([], [&first]).expect("written");
    books.settle([&first], [&second]).expect("written");
    assert!(first.is_acknowledged() && !second.is_acknowledged());
    assert_eq!((book.cursor(), book.unhandled()), (Some(1), 1));
    let stored = store.get("line/messages").expect("read").expect("there");
    assert_eq!(String::from_utf8(stored).expect("text"), r#"{"upto":2,"open":[[2,true]]}"#);
    assert!(
        first
            .ticket()
            .is_some_and(|ticket| ticket.place() == (Some(StreamKind::Messages), Some(1)))
    );
}

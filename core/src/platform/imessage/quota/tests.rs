use super::*;
use crate::store::MemoryStore;

fn store() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new())
}

fn quotas(store: &Arc<dyn Store>, refuses: bool) -> Quotas {
    let server = Quotas::of_server("server");
    Quotas::new(Arc::downgrade(store), refuses, server, "line", crate::clock::Clock::default())
}

fn left(quotas: &Quotas) -> (u32, u32) {
    let quota = quotas.left("shared".into());
    (quota.messages_left, quota.new_conversations_left)
}

fn code(result: Result<Reserved<'_>>) -> String {
    result.err().map(|error| error.code().to_owned()).unwrap_or_default()
}

#[test]
fn what_is_sent_counts_and_what_fails_does_not() {
    let store = store();
    let counted = quotas(&store, true);
    counted.knows("answered");
    let first = counted.reserve("new").expect("room");
    assert_eq!(left(&counted), (4999, 49), "on its way");
    first.sent();
    drop(counted.reserve("failed").expect("room"));
    counted.reserve("new").expect("room").sent();
    counted.reserve("answered").expect("room").sent();
    assert_eq!(left(&counted), (4997, 49));
    // The next run goes on, and so does another line of the server.
    assert_eq!(left(&quotas(&store, true)), (4997, 49));
}

#[test]
fn beyond_the_limit_it_refuses_where_it_is_asked_to() {
    let store = store();
    let counted = quotas(&store, true);
    for chat in 0..CONVERSATIONS {
        counted.reserve(&chat.to_string()).expect("room").sent();
    }
    assert_eq!(code(counted.reserve("one more")), RECIPIENTS);
    for _ in CONVERSATIONS..MESSAGES {
        counted.reserve("0").expect("room").sent();
    }
    let error = counted.reserve("0").err().expect("used up");
    assert_eq!((error.kind(), error.code()), (ErrorKind::RateLimit, DAILY));
    assert_eq!(error.context().get("limit").map(String::as_str), Some("5000"));
    assert!(!error.is_retryable());
    assert_eq!(left(&counted), (0, 0));
    quotas(&store, false).reserve("one more").expect("the service has the last word").sent();
}

#[test]
fn what_the_service_says_holds_until_it_is_over() {
    let store = store();
    let counted = quotas(&store, true);
    let refusal = |until: &str| {
        Error::new(ErrorKind::RateLimit, DAILY, "no")
            .with_context("limit", "7")
            .with_context("resetsat", until)
    };
    counted.refused(&refusal("2999-01-01T00:00:00Z"));
    assert_eq!(code(counted.reserve("a")), DAILY);
    let quota = counted.left("shared".into());
    assert_eq!((quota.messages_limit, quota.messages_left), (7, 0));
    counted.refused(&refusal("2001-01-01T00:00:00Z"));
    counted.reserve("a").expect("another day").sent();
    assert_eq!(left(&counted).0, 4999);
}

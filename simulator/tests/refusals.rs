//! Tokens, quotas, idempotency, pictures that are refused, faults.

mod common;

use std::time::Duration;

use common::*;
use spectrum_imessage_simulator::{Expect, Fault, Simulator};
use spectrum_imessage_wire::v1 as wire;
use tonic::Code;

#[tokio::test]
async fn calls_need_a_token_that_lives() {
    let sim = start(Simulator::builder().fixed_token("own", "shared")).await;
    let mut client = Client::connect(&sim, None).await;
    client.text(DM, "good").await.expect("sent");
    let stranger = Client { token: "stranger".into(), ..client.clone() };
    let refused = stranger.text(DM, "x").await.expect_err("unknown");
    assert_eq!((refused.code(), error_code(&refused)), (Code::Unauthenticated, "unauthenticated"));
    let bare =
        client.messages().send_text_message(text_request(DM, "x")).await.expect_err("no token");
    assert_eq!(error_code(&bare), "unauthenticated");
    Client { token: "own".into(), ..client.clone() }.text(DM, "own").await.expect("a fixed token");

    sim.expire_tokens();
    let refused = client.text(DM, "x").await.expect_err("expired");
    assert_eq!((refused.code(), error_code(&refused)), (Code::Unauthenticated, "tokenExpired"));
    client.token = token(&sim, None).await;
    client.text(DM, "again").await.expect("a fresh token");
    let codes: Vec<_> = sim.transcript().into_iter().filter_map(|entry| entry.error_code).collect();
    assert_eq!(codes, ["unauthenticated", "unauthenticated", "tokenExpired"]);
}

#[tokio::test]
async fn tokens_expire_by_themselves() {
    let sim = start(Simulator::builder().token_ttl(Duration::from_millis(50))).await;
    let client = Client::connect(&sim, None).await;
    let expired = async {
        loop {
            if let Err(refused) = client.text(DM, "x").await {
                return refused;
            }
        }
    };
    let refused = tokio::time::timeout(SOON, expired).await.expect("in time");
    assert_eq!(error_code(&refused), "tokenExpired");
}

#[tokio::test]
async fn the_quota_of_messages_holds() {
    let sim = start(Simulator::builder().daily_limit(2)).await;
    let client = Client::connect(&sim, None).await;
    for text in ["1", "2"] {
        client.text(DM, text).await.expect("within");
    }
    let refused = client.text(DM, "3").await.expect_err("beyond");
    assert_eq!(
        (refused.code(), error_code(&refused)),
        (Code::ResourceExhausted, "dailyLimitExceeded")
    );
    assert_eq!(trailer(&refused, "error-context-limit"), Some("2"));
    let resets = trailer(&refused, "error-context-resetsat").expect("says when");
    assert!(resets.ends_with("T00:00:00Z"), "{resets}");
    assert_eq!(trailer(&refused, "x-retryable"), None);
    sim.set_quotas(3, 50);
    client.text(DM, "3").await.expect("a higher limit");
}

#[tokio::test]
async fn the_quota_of_new_conversations_spares_answers() {
    let sim =
        start(Simulator::builder().dedicated([LINE_A, LINE_B]).new_conversation_limit(1)).await;
    let a = Client::connect(&sim, Some(LINE_A)).await;
    a.text(DM, "new").await.expect("the first");
    a.text(DM, "the same").await.expect("not new any more");
    let refused = a.text("any;-;+15551230002", "new").await.expect_err("the second");
    assert_eq!(
        (refused.code(), error_code(&refused)),
        (Code::ResourceExhausted, "recipientLimitExceeded")
    );
    sim.person(BOB).text("hello").expect("written");
    a.text("any;-;+15551230002", "an answer").await.expect("answers do not count");
    Client::connect(&sim, Some(LINE_B)).await.text(DM, "new").await.expect("each line has its own");
}

#[tokio::test]
async fn a_key_has_one_effect() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let send = async |key: &str| {
        let request = client.keyed(text_request(DM, "once"), key);
        client.messages().send_text_message(request).await.map(tonic::Response::into_inner)
    };
    let first = send("k1").await.expect("sent");
    assert_eq!(send("k1").await.expect("the same answer"), first);
    assert_ne!(send("k2").await.expect("another"), first);
    assert_eq!(sim.head_sequence(), 2);
    let keys: Vec<_> =
        sim.transcript().into_iter().filter_map(|entry| entry.idempotency_key).collect();
    assert_eq!(keys, [1, 1, 2]);

    // Both tries arrive while the first still runs.
    sim.fault(Fault::delay("SendTextMessage", Duration::from_millis(20)).always())
        .expect("a good fault");
    let (one, two) = tokio::join!(send("k3"), send("k3"));
    assert_eq!(one.expect("sent"), two.expect("sent"));
    assert_eq!(sim.head_sequence(), 3);
}

#[tokio::test]
async fn a_refusal_does_not_use_up_the_key() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let send = async || {
        client.messages().send_text_message(client.keyed(text_request(DM, "once"), "k")).await
    };
    sim.fault(
        Fault::refuse("SendTextMessage", "UNAVAILABLE")
            .error_code("serviceUnavailable")
            .retryable(true),
    )
    .expect("a good fault");
    sim.fault(Fault::lose_answer("SendTextMessage", "UNAVAILABLE").retryable(true))
        .expect("a good fault");
    let refused = send().await.expect_err("refused before it had an effect");
    assert_eq!(
        (error_code(&refused), trailer(&refused, "x-retryable")),
        ("serviceUnavailable", Some("true"))
    );
    assert_eq!(sim.head_sequence(), 0);
    send().await.expect_err("the answer is lost");
    assert_eq!(sim.head_sequence(), 1);
    let sent = send().await.expect("the answer of the second try").into_inner();
    assert_eq!(sim.head_sequence(), 1);
    let conversation = sim.conversation(DM).expect("a conversation");
    assert_eq!(conversation.messages[0].guid, sent.message.expect("a message").guid);
}

#[tokio::test]
async fn a_client_message_id_is_used_once() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let request = |text: &str| wire::SendTextMessageRequest {
        client_message_id: Some("c1".into()),
        ..text_request(DM, text)
    };
    client.send(request("")).await.expect_err("a refused call does not use it up");
    let sent = client.send(request("once")).await.expect("sent");
    let refused = client.send(request("once")).await.expect_err("a duplicate");
    assert_eq!((refused.code(), error_code(&refused)), (Code::AlreadyExists, "duplicateMessage"));
    assert_eq!(trailer(&refused, "error-context-messageguid"), Some(sent.guid.as_str()));
    assert_eq!(sim.head_sequence(), 1);
}

#[tokio::test]
async fn backgrounds_are_set_cleared_and_refused() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = sim.person(ALICE);
    let set = async |data: &'static [u8]| {
        let request = wire::SetBackgroundRequest { chat_guid: DM.into(), data: data.into() };
        client.chats().set_background(client.with(request)).await
    };
    let has = async || {
        let request = client.with(wire::HasBackgroundRequest { chat_guid: DM.into() });
        client
            .chats()
            .has_background(request)
            .await
            .expect("an answer")
            .into_inner()
            .background_present
    };
    let refused: [&[u8]; 7] = [
        b"",
        b"GIF89a",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"\0\0\0\x1cftypavif",
        b"II*\0",
        b"BM6\0",
        b"<svg/>",
    ];
    for data in refused {
        let status = set(data).await.expect_err("not accepted");
        assert_eq!(
            (status.code(), error_code(&status)),
            (Code::InvalidArgument, "invalidArgument"),
            "{data:?}"
        );
    }
    assert!(!has().await);
    set(PNG).await.expect("accepted");
    alice.sees(Expect::background().mime_type("image/png"), SOON).await.expect("seen");
    assert!(has().await);
    assert_eq!(sim.background(DM).as_deref(), Some(PNG));
    let clear = client.with(wire::RemoveBackgroundRequest { chat_guid: DM.into() });
    client.chats().remove_background(clear).await.expect("cleared");
    alice.sees(Expect::background_cleared(), SOON).await.expect("seen");
    assert!(!has().await && sim.conversation(DM).expect("a conversation").background.is_none());
}

#[tokio::test]
async fn typing_reading_and_the_contact_card_are_seen() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = sim.person(ALICE);
    alice.text("hello").expect("written");
    let typing =
        |is_typing| client.with(wire::SetTypingRequest { chat_guid: DM.into(), is_typing });
    client.chats().set_typing(typing(true)).await.expect("shown");
    alice.sees(Expect::typing(true), SOON).await.expect("seen");
    assert!(sim.conversation(DM).expect("a conversation").agent_typing);
    client.chats().set_typing(typing(false)).await.expect("hidden");
    alice.sees(Expect::typing(false), SOON).await.expect("seen");
    let read = client.with(wire::MarkChatReadRequest { chat_guid: DM.into() });
    client.chats().mark_chat_read(read).await.expect("read");
    alice.sees(Expect::kind("read"), SOON).await.expect("seen");
    let share = client.with(wire::ShareContactInfoRequest { chat_guid: DM.into() });
    client.chats().share_contact_info(share).await.expect("shared");
    alice.sees(Expect::kind("contact_card"), SOON).await.expect("seen");
    let conversation = sim.conversation(DM).expect("a conversation");
    assert_eq!((conversation.unread, conversation.contact_card_shared), (0, true));
}

#[tokio::test]
async fn chats_are_created() {
    let sim = start(Simulator::builder().dedicated([LINE_A])).await;
    let client = Client::connect(&sim, None).await;
    let create = async |client: &Client, addresses: &[&str]| {
        let addresses = addresses.iter().map(|address| (*address).to_owned()).collect();
        let request = wire::CreateChatRequest { addresses, ..Default::default() };
        client
            .chats()
            .create_chat(client.with(request))
            .await
            .map(|answer| answer.into_inner().chat.expect("a chat"))
    };
    let direct = create(&client, &[ALICE]).await.expect("created");
    assert_eq!((direct.guid.as_str(), direct.is_group), (DM, false));
    let group = create(&client, &[ALICE, BOB]).await.expect("created");
    assert!(group.is_group && group.guid.starts_with("any;+;"), "{group:?}");
    let people: Vec<_> = group.participants.iter().map(|person| person.address.as_str()).collect();
    assert_eq!(people, [ALICE, BOB, LINE_A]);
    client.text(&group.guid, "hello all").await.expect("sent");
    sim.person(BOB).sees(Expect::text("hello all").chat(&group.guid), SOON).await.expect("seen");
    for bad in [&[][..], &["nonsense"][..]] {
        assert_eq!(error_code(&create(&client, bad).await.expect_err("bad")), "invalidArgument");
    }

    let shared = start(Simulator::builder()).await;
    let client = Client::connect(&shared, None).await;
    let refused = create(&client, &[ALICE, BOB]).await.expect_err("no groups on shared lines");
    assert_eq!(
        (refused.code(), error_code(&refused)),
        (Code::Unimplemented, "operationNotSupported")
    );
    let unknown = client.with(wire::GetChatRequest { chat_guid: DM.into() });
    assert_eq!(
        error_code(&client.chats().get_chat(unknown).await.expect_err("unknown")),
        "chatNotFound"
    );
}

#[tokio::test]
async fn a_call_that_hangs_can_be_given_up() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    sim.fault(Fault::hang("SendTextMessage")).expect("a good fault");
    let hanging = client.text(DM, "never");
    tokio::time::timeout(Duration::from_millis(50), hanging).await.expect_err("no answer");
    let entry = sim.called("SendTextMessage", Some("CANCELLED"), SOON).await;
    entry.expect("the server sees the client go");
    assert_eq!(sim.head_sequence(), 0);
    client.text(DM, "next").await.expect("only one call hung");
}

#[tokio::test]
async fn faults_carry_their_details() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let fault = Fault::refuse("SendTextMessage", "FAILED_PRECONDITION")
        .error_code("recipientLocked")
        .context("until", "noon");
    sim.fault(fault.on_line("shared")).expect("a good fault");
    let refused = client.text(DM, "x").await.expect_err("refused");
    assert_eq!(
        (refused.code(), error_code(&refused)),
        (Code::FailedPrecondition, "recipientLocked")
    );
    assert_eq!(trailer(&refused, "error-context-until"), Some("noon"));
    assert!(sim.fault(Fault::refuse("SendTextMessage", "NOT_A_STATUS")).is_err());
}

#[tokio::test]
async fn the_transcript_is_readable() {
    let sim = start(Simulator::builder().dedicated([LINE_A])).await;
    let client = Client::connect(&sim, None).await;
    sim.clear_transcript();
    client.text(DM, "hello").await.expect("sent");
    let entry = sim.transcript().remove(0);
    assert_eq!(
        (entry.n, entry.method.as_str(), entry.service.as_str()),
        (1, "SendTextMessage", "MessageService")
    );
    assert_eq!(
        (entry.line.as_deref(), entry.status.as_str(), entry.stream),
        (Some(LINE_A), "OK", false)
    );
    assert_eq!(entry.request, serde_json::json!({ "chatGuid": DM, "text": "hello" }));

    let quiet = start(Simulator::builder().transcript(false)).await;
    Client::connect(&quiet, None).await.text(DM, "hello").await.expect("sent");
    assert!(quiet.transcript().is_empty());
}

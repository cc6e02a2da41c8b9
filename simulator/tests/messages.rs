//! Messages, files and reactions over the wire.

mod common;

use bytes::Bytes;
use common::*;
use spectrum_imessage_simulator::{Expect, Simulator};
use spectrum_imessage_wire::v1::{
    self as wire, download_attachment_response, message_change_event::Change,
};
use tonic::Code;

async fn exchange(sim: &Simulator, client: &Client) {
    let mut events = client.subscribe().await;
    let alice = sim.person(ALICE);
    let guid = alice.text("hello").expect("written");

    let (sequence, event) = next_event(&mut events).await.expect("an event");
    assert_eq!((sequence, event.is_from_me, event.chat_guid.as_str()), (1, false, DM));
    assert_eq!(event.actor.as_ref().expect("an actor").address, ALICE);
    let message = received(event);
    assert_eq!(
        (message.guid.as_str(), message.is_from_me, message.is_sent),
        (guid.as_str(), false, false)
    );
    assert_eq!(message.sender.expect("a sender").country.as_deref(), Some("US"));

    let sent = client.text(DM, "hi there").await.expect("sent");
    assert_eq!(sent.content.as_ref().and_then(|content| content.text.as_deref()), Some("hi there"));
    assert_eq!(
        (sent.is_from_me, sent.is_sent, sent.chat_guids.as_slice()),
        (true, true, [DM.to_owned()].as_slice())
    );
    let (sequence, event) = next_event(&mut events).await.expect("an event");
    assert_eq!((sequence, event.is_from_me), (2, true), "own messages come back, marked");
    assert_eq!(received(event), sent);

    alice.sees("hi there", SOON).await.expect("seen");
    let fetched = client
        .messages()
        .get_message(client.with(wire::GetMessageRequest { message_guid: guid }))
        .await;
    assert_eq!(fetched.expect("known").into_inner().message.expect("a message").chat_guids, [DM]);
}

#[tokio::test]
async fn messages_go_both_ways_in_the_clear() {
    let sim = start(Simulator::builder()).await;
    exchange(&sim, &Client::connect(&sim, None).await).await;
}

#[tokio::test]
async fn messages_go_both_ways_over_tls() {
    let sim = start(Simulator::builder()).await;
    exchange(&sim, &Client::connect_tls(&sim).await).await;
}

#[tokio::test]
async fn effect_reply_subject_and_formatting_are_kept() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = sim.person(ALICE);
    let question = alice.text("what day is it?").expect("written");
    let request = wire::SendTextMessageRequest {
        effect_id: Some("com.apple.messages.effect.CKConfettiEffect".into()),
        subject: Some("Today".into()),
        reply_to: Some(wire::ReplyTarget {
            message_guid: question.clone(),
            target_part_index: None,
        }),
        formatting: vec![wire::TextFormat {
            r#type: "bold".into(),
            start: 0,
            length: 5,
            effect_name: None,
        }],
        ..text_request(DM, "Happy birthday!")
    };
    let sent = client.send(request).await.expect("sent");
    let content = sent.content.expect("a content");
    assert_eq!(
        content.expressive_send_style_id.as_deref(),
        Some("com.apple.messages.effect.CKConfettiEffect")
    );
    assert_eq!(sent.reply_target_guid.as_deref(), Some(question.as_str()));
    assert_eq!(sent.thread_originator_guid.as_deref(), Some(question.as_str()));
    assert_eq!((sent.subject.as_deref(), content.formatting.len()), (Some("Today"), 1));

    let expected = Expect::text("Happy birthday!").effect("confetti").reply_to(&question);
    alice.sees(expected, SOON).await.expect("seen as it was sent");
    let wrong = Expect::text("Happy birthday!").effect("lasers");
    let error = alice.sees(wrong, std::time::Duration::ZERO).await.expect_err("another effect");
    assert!(error.to_string().contains("confetti"), "the error lists what could be seen: {error}");
}

#[tokio::test]
async fn bad_sends_are_refused() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let no_reply = wire::SendTextMessageRequest {
        reply_to: Some(wire::ReplyTarget {
            message_guid: "nothing".into(),
            target_part_index: None,
        }),
        ..text_request(DM, "x")
    };
    let no_effect =
        wire::SendTextMessageRequest { effect_id: Some("sparkle".into()), ..text_request(DM, "x") };
    let cases = [
        (text_request(DM, ""), Code::InvalidArgument, "invalidArgument"),
        (text_request("+15551230001", "x"), Code::InvalidArgument, "invalidArgument"),
        (text_request("any;-;not an address", "x"), Code::InvalidArgument, "invalidArgument"),
        (text_request("any;+;chat404", "x"), Code::NotFound, "chatNotFound"),
        (no_reply, Code::NotFound, "messageNotFound"),
        (no_effect, Code::InvalidArgument, "invalidArgument"),
    ];
    for (request, status, code) in cases {
        let refused = client.send(request.clone()).await.expect_err("refused");
        assert_eq!((refused.code(), error_code(&refused)), (status, code), "{request:?}");
        assert_eq!(trailer(&refused, "x-retryable"), None);
    }
    assert_eq!(sim.head_sequence(), 0, "nothing was sent");
}

#[tokio::test]
async fn a_file_is_uploaded_sent_and_downloaded() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let data: Bytes = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let info = client.upload("photo.jpg", data.clone()).await;
    assert_eq!(
        (info.mime_type.as_str(), info.uti.as_str(), info.total_bytes),
        ("image/jpeg", "public.jpeg", 200_000)
    );

    let send = wire::SendAttachmentMessageRequest {
        chat_guid: DM.into(),
        attachment: Some(wire::AttachmentRef {
            source: Some(wire::attachment_ref::Source::AttachmentGuid(info.guid.clone())),
            attachment_name: None,
        }),
        effect_id: Some("com.apple.MobileSMS.expressivesend.impact".into()),
        ..Default::default()
    };
    let sent = client
        .messages()
        .send_attachment_message(client.with(send))
        .await
        .expect("sent")
        .into_inner();
    let content = sent.message.expect("a message").content.expect("a content");
    assert_eq!(
        (content.text.as_deref(), content.attachments),
        (Some("\u{fffc}"), vec![info.clone()])
    );
    sim.person(ALICE)
        .sees(Expect::attachment("photo.jpg").effect("slam"), SOON)
        .await
        .expect("seen");

    let request =
        client.with(wire::DownloadAttachmentRequest { attachment_guid: info.guid.clone() });
    let mut pieces =
        client.attachments().download_attachment(request).await.expect("there").into_inner();
    let (mut headers, mut bytes) = (0, Vec::new());
    while let Some(piece) = pieces.message().await.expect("alive") {
        match piece.payload {
            Some(download_attachment_response::Payload::Header(header)) => {
                assert!(bytes.is_empty() && header.attachment == Some(info.clone()));
                headers += 1;
            }
            Some(download_attachment_response::Payload::PrimaryChunk(chunk)) => {
                bytes.extend_from_slice(&chunk)
            }
            other => panic!("unexpected {other:?}"),
        }
    }
    assert!(headers == 1 && bytes == data);

    let unknown =
        client.with(wire::DownloadAttachmentRequest { attachment_guid: "nothing".into() });
    let refused = client.attachments().download_attachment(unknown).await.expect_err("unknown");
    assert_eq!((refused.code(), error_code(&refused)), (Code::NotFound, "attachmentNotFound"));
}

#[tokio::test]
async fn files_pass_up_to_the_limit() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let data = Bytes::from(vec![7; 100 << 20]);
    let info = client.upload("big.bin", data.clone()).await;
    assert!(sim.attachment(&info.guid) == Some(data.clone()));
    assert_eq!(sim.transcript().last().expect("a call").request["data"], "<104857600 bytes>");

    // The video of a Live Photo counts.
    let companion = wire::Companion { data: "v".into(), ..Default::default() };
    let request = wire::UploadAttachmentRequest {
        file_name: "big.heic".into(),
        data,
        companion: Some(companion),
    };
    let refused = client.attachments().upload_attachment(client.with(request)).await;
    assert_eq!(refused.expect_err("too large").code(), Code::ResourceExhausted);
    assert_eq!(sim.attachments(), [info.guid]);
}

#[tokio::test]
async fn parts_become_one_message() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let info = client.upload("a.png", PNG).await;
    let part = |text: &str| wire::MessagePart { text: Some(text.into()), ..Default::default() };
    let file = wire::MessagePart {
        attachment: Some(wire::AttachmentRef {
            source: Some(wire::attachment_ref::Source::AttachmentGuid(info.guid)),
            attachment_name: Some("b.png".into()),
        }),
        ..Default::default()
    };
    let bold = wire::TextFormat { r#type: "bold".into(), start: 0, length: 2, effect_name: None };
    let caption = wire::MessagePart { formatting: vec![bold], ..part("caption") };
    let request = wire::SendMultipartMessageRequest {
        chat_guid: DM.into(),
        parts: vec![part("😀"), file, caption],
        ..Default::default()
    };
    let sent = client
        .messages()
        .send_multipart_message(client.with(request))
        .await
        .expect("sent")
        .into_inner();
    let message = sent.message.expect("a message");
    let content = message.content.expect("a content");
    assert_eq!((content.text.as_deref(), message.part_count), (Some("😀\u{fffc}caption"), Some(3)));
    assert_eq!(content.attachments[0].file_name, "b.png");
    assert_eq!(content.formatting[0].start, 3, "runs count UTF-16 units of the whole text");
    let empty = client
        .with(wire::SendMultipartMessageRequest { chat_guid: DM.into(), ..Default::default() });
    let refused = client.messages().send_multipart_message(empty).await.expect_err("no parts");
    assert_eq!(error_code(&refused), "invalidArgument");
}

fn target(guid: &str) -> Option<wire::MessageTarget> {
    Some(wire::MessageTarget {
        chat_guid: DM.into(),
        message_guid: guid.into(),
        target_part_index: None,
    })
}

#[tokio::test]
async fn reactions_stand_on_their_message_and_go_again() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = sim.person(ALICE);
    let guid = alice.text("nice?").expect("written");
    let love = wire::MessageReaction { kind: wire::MessageReactionKind::Love as i32, emoji: None };
    let party = wire::MessageReaction {
        kind: wire::MessageReactionKind::Emoji as i32,
        emoji: Some("🎉".into()),
    };
    let set = |reaction: &wire::MessageReaction, is_set| wire::SetReactionRequest {
        target: target(&guid),
        reaction: Some(reaction.clone()),
        is_set,
        client_message_id: None,
    };
    let answer = client
        .messages()
        .set_reaction(client.with(set(&love, true)))
        .await
        .expect("set")
        .into_inner();
    let message = answer.message.expect("a message");
    assert_eq!(
        (message.reaction_target_guid, message.reaction),
        (Some(guid.clone()), Some(love.clone()))
    );
    assert_eq!(message.reaction_selected, Some(true));
    alice.sees(Expect::reaction("love").on(&guid), SOON).await.expect("seen");

    client.messages().set_reaction(client.with(set(&party, true))).await.expect("set");
    let reactions = |sim: &Simulator| {
        let messages = sim.conversation(DM).expect("a conversation").messages;
        messages[0].reactions.iter().map(|reaction| reaction.emoji.clone()).collect::<Vec<_>>()
    };
    assert_eq!(reactions(&sim), ["🎉"], "one author has one reaction");
    alice.react(&guid, "question").expect("set");
    client.messages().set_reaction(client.with(set(&party, false))).await.expect("removed");
    alice.sees(Expect::reaction_removed("🎉"), SOON).await.expect("seen");
    assert_eq!(reactions(&sim), ["❓"]);

    let (events, _) = client.catch_up(Some(1)).await.expect("complete");
    let changes: Vec<_> = events
        .into_iter()
        .map(|event| match event.payload {
            Some(wire::catch_up_events_response::Payload::MessageChanged(change)) => {
                (change.is_from_me, change.change.expect("a change"))
            }
            other => panic!("unexpected {other:?}"),
        })
        .collect();
    assert!(matches!(
        changes.as_slice(),
        [
            (true, Change::ReactionAdded(_)),
            (true, Change::ReactionAdded(_)),
            (false, Change::ReactionAdded(_)),
            (true, Change::ReactionRemoved(_))
        ]
    ));
    let nothing = wire::SetReactionRequest {
        target: target("nothing"),
        reaction: Some(love),
        is_set: true,
        client_message_id: None,
    };
    let refused = client.messages().set_reaction(client.with(nothing)).await.expect_err("unknown");
    assert_eq!((refused.code(), error_code(&refused)), (Code::NotFound, "messageNotFound"));
}

#[tokio::test]
async fn own_messages_can_be_edited_and_taken_back() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = sim.person(ALICE);
    let theirs = alice.text("mine").expect("written");
    let sent = client.text(DM, "frist").await.expect("sent");
    let edit = |guid: &str| wire::EditMessageRequest {
        target: target(guid),
        new_text: "first".into(),
        ..Default::default()
    };
    let edited = client
        .messages()
        .edit_message(client.with(edit(&sent.guid)))
        .await
        .expect("edited")
        .into_inner();
    assert!(edited.message.expect("a message").date_edited.is_some());
    alice
        .sees(Expect { text: Some("first".into()), ..Expect::kind("edit") }, SOON)
        .await
        .expect("seen");
    let refused =
        client.messages().edit_message(client.with(edit(&theirs))).await.expect_err("not own");
    assert_eq!(
        (refused.code(), error_code(&refused)),
        (Code::FailedPrecondition, "preconditionFailed")
    );

    let unsend = wire::UnsendMessageRequest { target: target(&sent.guid), client_message_id: None };
    client.messages().unsend_message(client.with(unsend.clone())).await.expect("taken back");
    alice.sees(Expect::kind("unsend").on(&sent.guid), SOON).await.expect("seen");
    let refused =
        client.messages().unsend_message(client.with(unsend)).await.expect_err("a second time");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    let last = sim.conversation(DM).expect("a conversation").messages.pop().expect("a message");
    assert!(last.unsent && last.text.is_empty());
}

#[tokio::test]
async fn messages_are_listed_by_pages() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    sim.person(BOB).text("elsewhere").expect("written");
    for text in ["1", "2", "3"] {
        client.text(DM, text).await.expect("sent");
    }
    let mut texts = Vec::new();
    let mut page_token = None;
    loop {
        let request = wire::ListChatMessagesRequest {
            chat_guid: DM.into(),
            page_size: Some(2),
            page_token: page_token.clone(),
            ..Default::default()
        };
        let page = client
            .messages()
            .list_chat_messages(client.with(request))
            .await
            .expect("a page")
            .into_inner();
        texts.extend(page.messages.into_iter().filter_map(|message| message.content?.text));
        page_token = page.next_page_token;
        if page_token.is_none() {
            break;
        }
    }
    assert_eq!(texts, ["3", "2", "1"]);
    let recent = wire::ListRecentMessagesRequest { is_from_me: Some(false), ..Default::default() };
    let recent = client
        .messages()
        .list_recent_messages(client.with(recent))
        .await
        .expect("a page")
        .into_inner();
    assert_eq!(recent.messages.len(), 1);
}

//! What is shown beside the messages.

use spectrum_imessage::Event;
use spectrum_imessage::imessage::ReactionKind;

use super::mac::{ADA, DIRECT, Mac, apple_now, event, next, text};

#[tokio::test]
async fn edits_and_unsends_come_as_events() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    let mut events = app.events().expect("nobody reads them");
    let writer = mac.writer();
    let edited = writer.text("EDIT", "first");
    let unsent = writer.text("GONE", "oops");
    for _ in 0..2 {
        next(&mut messages).await;
    }
    let sql = "UPDATE message SET text = 'second', date_edited = ? WHERE ROWID = ?";
    writer.sql(sql, (apple_now(0), edited));
    let Event::MessageEdited { happening, message_id, text } =
        event(&mut events, "messageEdited").await
    else {
        panic!("an edit")
    };
    assert_eq!((&*message_id, text.as_deref()), ("EDIT", Some("second")));
    assert_eq!(happening.actor.map(|actor| actor.id).as_deref(), Some(ADA));
    assert_eq!((happening.space.id(), happening.is_from_me), (DIRECT.1, false));
    assert_eq!(happening.sequence, u64::try_from(edited).ok());

    let sql = "UPDATE message SET text = NULL, date_edited = ?1, date_retracted = ?1, is_empty = 1 \
               WHERE ROWID = ?2";
    writer.sql(sql, (apple_now(0), unsent));
    let Event::MessageUnsent { message_id, .. } = event(&mut events, "messageUnsent").await else {
        panic!("an unsend")
    };
    assert_eq!(message_id, "GONE");
}

#[tokio::test]
async fn removed_reactions_and_stickers_come_as_events() {
    let mac = Mac::new();
    let (app, _messages) = mac.reading().await;
    let mut events = app.events().expect("nobody reads them");
    let writer = mac.writer();
    let row = |kind: i64, guid: &str| {
        let target = "p:1/C0DE0001-0000-4000-8000-000000000001";
        let columns: &[(&str, &dyn rusqlite::ToSql)] =
            &[("associated_message_type", &kind), ("associated_message_guid", &target)];
        writer.row(DIRECT.0, guid, columns)
    };
    row(3003, "R");
    let Event::ReactionRemoved { message_id, part_index, reaction, .. } =
        event(&mut events, "reactionRemoved").await
    else {
        panic!("a removal")
    };
    assert_eq!((&*message_id, part_index), ("C0DE0001-0000-4000-8000-000000000001", Some(1)));
    assert!(matches!(reaction, ReactionKind::Tapback(_)));
    let sticker = row(1000, "S");
    writer.file(sticker, "STICKER", "fox.heic", "~/fox.heic", 5);
    let Event::StickerPlaced { message_id, .. } = event(&mut events, "stickerPlaced").await else {
        panic!("a sticker")
    };
    assert_eq!(message_id, "C0DE0001-0000-4000-8000-000000000001");
}

#[tokio::test]
async fn the_states_of_own_messages_and_of_files_come_as_events() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    let mut events = app.events().expect("nobody reads them");
    let writer = mac.writer();
    let sent = writer.own("SENT", "arrives");
    let failed = writer.own("FAILED", "does not");
    writer.with_file("FILM", &[], ("film.mov", "~/film.mov", 0));
    assert_eq!(next(&mut messages).await.id(), "FILM");
    writer.sql(
        "UPDATE message SET is_delivered = 1, date_delivered = ? WHERE ROWID = ?",
        (apple_now(0), sent),
    );
    let Event::MessageDelivered { message_id, happening } =
        event(&mut events, "messageDelivered").await
    else {
        panic!("a delivery")
    };
    assert_eq!((&*message_id, happening.is_from_me), ("SENT", true));
    writer.sql("UPDATE message SET error = 22 WHERE ROWID = ?", [failed]);
    let Event::MessageFailed { message_id, error_code, .. } =
        event(&mut events, "messageFailed").await
    else {
        panic!("a failure")
    };
    assert_eq!((&*message_id, error_code), ("FAILED", 22));
    writer.sql("UPDATE attachment SET transfer_state = 5 WHERE guid = 'AT-FILM'", []);
    let Event::AttachmentReady { message_id, attachment_id, .. } =
        event(&mut events, "attachmentReady").await
    else {
        panic!("a file")
    };
    assert_eq!((&*message_id, &*attachment_id), ("FILM", "AT-FILM"));
}

#[tokio::test]
async fn what_cannot_be_read_is_flagged_and_holds_nothing_up() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    let mut events = app.events().expect("nobody reads them");
    let writer = mac.writer();
    writer.row(DIRECT.0, "BROKEN", &[("attributedBody", &b"\x04\x0bstreamtyped".as_slice())]);
    writer.text("AFTER", "still here");
    let message = next(&mut messages).await;
    assert_eq!((message.id(), message.content().type_name()), ("BROKEN", "custom"));
    assert!(message.native().expect("fields").is_corrupt);
    assert_eq!(text(&next(&mut messages).await), "still here");
    // Without a conversation it is never taken for a private message.
    writer.bare("STRAY", &[("text", &"whose?")]);
    let Event::Unmappable { line, reason, .. } = event(&mut events, "unmappable").await else {
        panic!("told")
    };
    assert!(line == "local" && reason.contains("no conversation"), "{reason}");
    assert_eq!(app.health().lines[0].streams[0].stepped_over, 1);
    writer.text("LAST", "and on");
    assert_eq!(next(&mut messages).await.id(), "LAST");
}

//! Rows become messages in the shape that they have in the cloud.

use std::fs;

use spectrum_imessage::{Content, Direction, PlatformId, Service, SpaceType, Tapback};

use super::mac::{ADA, DIRECT, GROUP, Mac, apple_now, next, quiet, text, text_of};

#[tokio::test]
async fn a_text_comes_with_its_sender_and_its_conversation() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    mac.writer().text("G1", " hello ");
    let message = next(&mut messages).await;
    assert_eq!((message.id(), text(&message)), ("G1", " hello "));
    assert_eq!(
        (message.direction(), message.platform()),
        (Direction::Inbound, PlatformId::IMessage)
    );
    let sender = message.sender().expect("a sender");
    assert_eq!((&*sender.id, sender.address.as_deref()), (ADA, Some(ADA)));
    assert_eq!(sender.service, Some(Service::IMessage));
    let space = message.space();
    assert_eq!((space.id(), space.kind(), space.phone()), (DIRECT.1, SpaceType::Dm, ""));
    let native = message.native().expect("the fields of iMessage");
    assert_eq!((native.item_type, native.native_text.as_deref()), ("normal", Some(" hello ")));

    mac.writer().text_in(GROUP.0, "G2", "to all");
    let message = next(&mut messages).await;
    assert_eq!((message.space().id(), message.space().kind()), (GROUP.1, SpaceType::Group));
}

#[tokio::test]
async fn own_messages_do_not_come() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    let writer = mac.writer();
    writer.own("OWN", "from the phone");
    writer.text("OTHER", "from Ada");
    assert_eq!(next(&mut messages).await.id(), "OTHER");
    quiet(&mut messages).await;
}

#[tokio::test]
async fn files_are_read_from_the_disk() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    let path = mac.path("Library/Messages/Attachments/photo.jpg");
    fs::write(&path, "bytes").expect("written");
    let place = ("photo.jpg", "~/Library/Messages/Attachments/photo.jpg", 5);
    mac.writer().with_file("PHOTO", &[("text", &"\u{fffc}a caption")], place);

    let message = next(&mut messages).await;
    let Content::Group(group) = message.content() else {
        panic!("{}", message.content().type_name())
    };
    let [photo, caption] = group.items.as_slice() else { panic!("{} items", group.items.len()) };
    assert_eq!((photo.id(), caption.id()), ("p:0/PHOTO", "p:1/PHOTO"));
    assert_eq!((photo.part_index(), photo.parent_id()), (Some(0), Some("PHOTO")));
    assert_eq!(text(caption), "a caption");
    let Content::Attachment(file) = photo.content() else { panic!("a file") };
    assert_eq!((&*file.id, &*file.name, &*file.mime_type), ("AT-PHOTO", "photo.jpg", "image/jpeg"));
    assert_eq!(&*file.file.read().await.expect("its bytes"), b"bytes");
    let metadata = &message.native().expect("fields").attachment_metadata;
    assert_eq!((metadata.len(), metadata[0].transfer_state), (1, "finished"));
}

#[tokio::test]
async fn a_file_that_is_not_there_says_why() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    let writer = mac.writer();
    let mut last = None;
    for (guid, state, code) in [("A", 5, "attachmentNotFound"), ("B", 0, "attachmentNotReady")] {
        writer.with_file(guid, &[], ("film.mov", "~/Pictures/none.mov", state));
        let message = next(&mut messages).await;
        let Content::Attachment(file) = message.content() else { panic!("a file") };
        assert_eq!(file.file.read().await.expect_err("not there").code(), code);
        assert_eq!(message.part_index(), Some(0));
        last = Some(file.file.clone());
    }
    // It comes, and the same content has it.
    fs::create_dir_all(mac.path("Pictures")).expect("made");
    fs::write(mac.path("Pictures/none.mov"), "moved").expect("written");
    writer.sql("UPDATE attachment SET transfer_state = 5 WHERE guid = 'AT-B'", []);
    assert_eq!(&*last.expect("a file").read().await.expect("there now"), b"moved");
}

#[tokio::test]
async fn a_contact_and_a_voice_message_are_what_they_are() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ben Example\r\nEND:VCARD\r\n";
    fs::write(mac.path("Library/card.vcf"), card).expect("written");
    fs::write(mac.path("Library/voice.caf"), "caff").expect("written");
    let writer = mac.writer();
    for (guid, name, is_audio) in [("CARD", "card.vcf", 0), ("VOICE", "voice.caf", 1)] {
        let place = (name, &*format!("~/Library/{name}"), 5);
        writer.with_file(guid, &[("is_audio_message", &is_audio)], place);
    }
    let message = next(&mut messages).await;
    let Content::Contact(contact) = message.content() else { panic!("a contact") };
    assert_eq!(
        contact.name.as_ref().and_then(|name| name.formatted.as_deref()),
        Some("Ben Example")
    );
    let message = next(&mut messages).await;
    let Content::Voice(voice) = message.content() else {
        panic!("{}", message.content().type_name())
    };
    assert_eq!(&*voice.mime_type, "audio/x-caf");
}

#[tokio::test]
async fn a_reply_and_a_reaction_know_their_message() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    let writer = mac.writer();
    writer.own("MINE", "what I said");
    writer.row(
        DIRECT.0,
        "REPLY",
        &[("text", &"indeed"), ("thread_originator_guid", &"MINE"), ("reply_to_guid", &"X")],
    );
    let message = next(&mut messages).await;
    let Content::Reply(reply) = message.content() else { panic!("a reply") };
    assert_eq!((text_of(&reply.content), text(&reply.target)), ("indeed", "what I said"));
    assert_eq!((reply.target.id(), reply.target.direction()), ("MINE", Direction::Outbound));

    let number = |kind: i64, guid: &str, target: &str| {
        writer.row(
            DIRECT.0,
            guid,
            &[
                ("associated_message_type", &kind),
                ("associated_message_guid", &target),
                ("associated_message_emoji", &"🦊"),
                ("text", &"Loved “what I said”"),
            ],
        )
    };
    let rowid = number(2000, "HEART", "p:0/MINE");
    let message = next(&mut messages).await;
    assert_eq!(message.id(), format!("MINE:reaction:{rowid}:0"));
    let Content::Reaction(reaction) = message.content() else { panic!("a reaction") };
    assert_eq!((reaction.tapback, reaction.target.id()), (Some(Tapback::Love), "MINE"));
    let rowid = number(2006, "FOX", "bp:MINE");
    let message = next(&mut messages).await;
    assert_eq!(message.id(), format!("MINE:reaction:{rowid}"));
    let Content::Reaction(reaction) = message.content() else { panic!("a reaction") };
    assert_eq!((&*reaction.emoji, reaction.tapback), ("🦊", None));

    // A reply to what is not there has a stub with the right id; a reaction is nothing.
    number(2001, "LOST", "p:0/NOWHERE");
    writer.row(DIRECT.0, "LATE", &[("text", &"so"), ("thread_originator_guid", &"NOWHERE")]);
    let message = next(&mut messages).await;
    let Content::Reply(reply) = message.content() else { panic!("a reply") };
    assert_eq!(reply.target.id(), "NOWHERE");
    // Circles end.
    writer.row(DIRECT.0, "SELF", &[("text", &"so"), ("thread_originator_guid", &"SELF")]);
    assert_eq!(next(&mut messages).await.id(), "SELF");
}

#[tokio::test]
async fn changes_of_a_group_are_content() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    let writer = mac.writer();
    let change = |guid: &str, item: i64, action: i64, columns: &[(&str, &dyn rusqlite::ToSql)]| {
        let columns = [&[("item_type", &item as _), ("group_action_type", &action as _)], columns];
        writer.row(GROUP.0, guid, &columns.concat())
    };
    let rowid = change("ADD", 1, 0, &[("other_handle", &2)]);
    let message = next(&mut messages).await;
    assert_eq!(message.id(), format!("{}:group:{rowid}", GROUP.1));
    let Content::AddMember(members) = message.content() else { panic!("an addition") };
    assert_eq!(members.members, ["ben@example.com"]);
    assert_eq!(message.sender().map(|sender| &*sender.id), Some(ADA));
    change("OUT", 1, 1, &[("other_handle", &2)]);
    assert_eq!(next(&mut messages).await.content().type_name(), "removeMember");
    change("UNNAMED", 2, 0, &[("group_title", &"")]);
    change("NAME", 2, 0, &[("group_title", &"Pack")]);
    let message = next(&mut messages).await;
    let Content::Rename(rename) = message.content() else { panic!("a rename") };
    assert_eq!(rename.display_name, "Pack");
    change("LEFT", 3, 0, &[]);
    assert_eq!(next(&mut messages).await.content().type_name(), "leaveSpace");
    change("BARE", 3, 2, &[]);
    assert_eq!(next(&mut messages).await.content().type_name(), "avatar");
    // Numbers of the future are nothing, and hold nothing up.
    change("FUTURE", 9, 9, &[]);
    writer.text("AFTER", "still here");
    assert_eq!(next(&mut messages).await.id(), "AFTER");
}

#[tokio::test]
async fn a_read_receipt_is_content_in_a_conversation_of_two() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    let writer = mac.writer();
    let direct = writer.own("MINE", "read me");
    let read: &[(&str, &dyn rusqlite::ToSql)] = &[("text", &"all"), ("is_from_me", &1)];
    let group = writer.row(GROUP.0, "OURS", read);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for rowid in [group, direct] {
        let sql = "UPDATE message SET date_read = ?, is_delivered = 1 WHERE ROWID = ?";
        writer.sql(sql, (apple_now(0), rowid));
    }
    let message = next(&mut messages).await;
    assert_eq!(message.id(), format!("MINE:read:{direct}"));
    let Content::Read(read) = message.content() else { panic!("a receipt") };
    assert_eq!((read.target.id(), read.target.direction()), ("MINE", Direction::Outbound));
    assert_eq!(message.sender().map(|sender| &*sender.id), Some(ADA));
    quiet(&mut messages).await;
}

#[tokio::test]
async fn items_of_a_group_come_one_by_one_if_asked_for() {
    let mac = Mac::new();
    let options = spectrum_imessage::Options { flatten_groups: true, ..Default::default() };
    let (_app, mut messages) = mac.reading_with(options).await;
    mac.writer().with_file("TWO", &[("text", &"see\u{fffc}")], ("a.png", "~/a.png", 5));
    assert_eq!(next(&mut messages).await.id(), "p:0/TWO");
    assert_eq!(next(&mut messages).await.id(), "p:1/TWO");
}

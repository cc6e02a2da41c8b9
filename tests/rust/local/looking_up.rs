//! What can be asked of the database.

use spectrum_imessage::imessage::calls::MessageFilter;
use spectrum_imessage::{Content, ErrorKind, SpaceType};

use super::mac::{ADA, DIRECT, GROUP, Mac, text};

#[tokio::test]
async fn a_conversation_is_found_by_any_prefix_and_by_an_address() {
    let mac = Mac::new();
    let app = mac.start().await;
    let im = app.imessage().expect("a provider");
    let id = |given: &str| im.space(given, None).map(|space| space.id().to_owned());
    for given in [DIRECT.1, "iMessage;-;+15550100001", " any;-;+1 (555) 010-0001 ", ADA] {
        assert_eq!(id(given).expect("known"), DIRECT.1, "{given}");
    }
    assert_eq!(id("iMessage;-;+15550100777").expect("known"), "SMS;-;+15550100777");
    assert_eq!(id("BEN@example.com").expect("known"), "any;-;ben@example.com");
    let group = im.space(GROUP.1, Some("ignored")).expect("known");
    assert_eq!((group.kind(), group.phone()), (SpaceType::Group, ""));
    // Somebody new can be written to, a group that is not known cannot.
    assert_eq!(id("+15550104444").expect("a person"), "any;-;+15550104444");
    let error = id("any;+;chat1").expect_err("unknown");
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, "chatNotFound"));
    for wrong in ["", "a b", "any;-;", "(555)"] {
        assert_eq!(id(wrong).expect_err("nobody").kind(), ErrorKind::Validation, "{wrong}");
    }
}

#[tokio::test]
async fn groups_have_members_and_a_name() {
    let mac = Mac::new();
    let app = mac.start().await;
    let im = app.imessage().expect("a provider");
    let group = im.space(GROUP.1, None).expect("known");
    let members = group.get_members().await.expect("read");
    let ids: Vec<_> = members.iter().map(|member| &*member.id).collect();
    assert_eq!(ids, [ADA, "ben@example.com", "+15550100003"]);
    assert_eq!(group.get_display_name().await.expect("read").as_deref(), Some("Weekend"));
    let direct = im.space(DIRECT.1, None).expect("known");
    assert_eq!(direct.get_members().await.expect_err("two").kind(), ErrorKind::Unsupported);
    assert_eq!(direct.get_display_name().await.expect_err("two").kind(), ErrorKind::Unsupported);
}

#[tokio::test]
async fn messages_are_found_by_their_ids() {
    let mac = Mac::new();
    let app = mac.start().await;
    let im = app.imessage().expect("a provider");
    let space = im.space(DIRECT.1, None).expect("known");
    let one = "C0DE0001-0000-4000-8000-000000000001";
    let message = space.get_message(one).await.expect("read").expect("known");
    assert_eq!(text(&message), "Hello there");
    let photo = "C0DE0006-0000-4000-8000-000000000006";
    let part = space.get_message(&format!("p:1/{photo}")).await.expect("read").expect("a part");
    assert_eq!((text(&part), part.parent_id()), ("look at this", Some(photo)));
    for unknown in ["NOBODY", "", &format!("p:9/{photo}")] {
        assert!(space.get_message(unknown).await.expect("read").is_none(), "{unknown}");
    }
    let group = im.space(GROUP.1, None).expect("known");
    assert!(group.get_message(one).await.expect("read").is_none(), "of another conversation");
}

#[tokio::test]
async fn the_past_comes_in_pages() {
    let mac = Mac::new();
    let app = mac.start().await;
    let im = app.imessage().expect("a provider");
    let space = im.space(DIRECT.1, None).expect("known");
    let all = im.history(&space, &MessageFilter::default()).await.expect("read");
    assert!(all.next_page_token.is_none());
    let times: Vec<_> = all.messages.iter().map(spectrum_imessage::Message::id).collect();
    let mut paged = Vec::new();
    let mut token = None;
    loop {
        let filter =
            MessageFilter { page_size: Some(3), page_token: token, ..MessageFilter::default() };
        let page = im.history(&space, &filter).await.expect("read");
        assert!(page.messages.len() <= 3);
        paged.extend(page.messages.iter().map(|message| message.id().to_owned()));
        token = page.next_page_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(paged, times);
    assert!(all.messages.iter().all(|message| message.space().id() == DIRECT.1));
    let own = MessageFilter { is_from_me: Some(true), ..MessageFilter::default() };
    let own = im.history(&space, &own).await.expect("read");
    assert!(!own.messages.is_empty());
    assert!(own.messages.iter().all(|m| m.direction() == spectrum_imessage::Direction::Outbound));
    let recent = im.recent(None, &MessageFilter::default()).await.expect("read");
    let spaces: std::collections::HashSet<_> =
        recent.messages.iter().map(|message| message.space().id().to_owned()).collect();
    assert!(spaces.len() > 2);
    for wrong in [
        MessageFilter { page_token: Some("x".into()), ..MessageFilter::default() },
        MessageFilter { page_size: Some(0), ..MessageFilter::default() },
    ] {
        let error = im.recent(None, &wrong).await.expect_err("no page");
        assert_eq!(error.kind(), ErrorKind::Validation);
    }
}

#[tokio::test]
async fn a_file_is_found_by_its_guid() {
    let mac = Mac::new();
    let app = mac.start().await;
    let im = app.imessage().expect("a provider");
    std::fs::write(mac.path("a.png"), "picture").expect("written");
    mac.writer().with_file("PIC", &[], ("a.png", "~/a.png", 5));
    let file = im.get_attachment("AT-PIC", None).await.expect("read").expect("known");
    assert_eq!((&*file.name, &*file.mime_type), ("a.png", "image/png"));
    assert_eq!(&*file.file.read().await.expect("bytes"), b"picture");
    assert!(im.get_attachment("NOTHING", None).await.expect("read").is_none());
    let space = im.space(DIRECT.1, None).expect("known");
    let message = space.get_message("PIC").await.expect("read").expect("known");
    assert!(matches!(message.content(), Content::Attachment(_)));
}

use proptest::prelude::*;

use super::*;

fn sender() -> v1::SingleServiceAddressInfo {
    v1::SingleServiceAddressInfo {
        address: "+15551230001".into(),
        service: v1::ChatServiceType::Imessage.into(),
        country: Some("us".into()),
    }
}

fn message() -> v1::Message {
    v1::Message {
        guid: "GUID-1".into(),
        content: Some(v1::MessageContent { text: Some("hello".into()), ..Default::default() }),
        date_created: Some(Timestamp { seconds: 1_760_000_000, nanos: 5 }),
        date_read: Some(Timestamp { seconds: -7, nanos: 0 }),
        sender: Some(sender()),
        is_sent: true,
        send_error_code: -3,
        part_count: Some(1),
        subject: Some("söme".into()),
        chat_guids: vec!["any;-;+15551230001".into(), "another".into()],
        ..Default::default()
    }
}

fn event(message: v1::Message) -> v1::MessageChangeEvent {
    use v1::message_change_event::Change;
    let received = v1::MessageReceived { message: Some(message) };
    v1::MessageChangeEvent {
        chat_guid: "any;-;+15551230001".into(),
        occurred_at: Some(Timestamp { seconds: 1_760_000_001, nanos: 0 }),
        actor: Some(sender()),
        is_from_me: false,
        change: Some(Change::MessageReceived(received)),
    }
}

fn answer(sequence: Option<u64>, event: v1::MessageChangeEvent) -> Vec<u8> {
    use v1::subscribe_message_events_response::Payload;
    let payload = Some(Payload::MessageChanged(event));
    v1::SubscribeMessageEventsResponse { sequence, payload }.encode_to_vec()
}

fn plain(message: v1::Message) -> Option<Plain> {
    Some(Plain::of_answer(&answer(Some(7), event(message)))?.1)
}

#[test]
fn a_text_is_read_where_it_stands() {
    let (sequence, plain) =
        Plain::of_answer(&answer(Some(u64::MAX), event(message()))).expect("plain");
    assert_eq!(sequence, Some(u64::MAX));
    assert_eq!((plain.guid(), plain.text()), ("GUID-1", "hello"));
    assert_eq!(plain.chat(), b"any;-;+15551230001");
    assert_eq!(plain.actor(), sender().encode_to_vec());
    assert_eq!(plain.sender(), plain.actor());
    assert_eq!(system_time(event(message()).occurred_at.as_ref()), Some(plain.occurred_at()));
    assert_eq!(plain.event(), event(message()).encode_to_vec());
    assert_eq!(plain.message(), message().encode_to_vec());
    assert_eq!(plain.into_unread().read(), native(&message()));
    let (sequence, _) = Plain::of_answer(&answer(None, event(message()))).expect("plain");
    assert_eq!(sequence, None);
}

#[test]
fn in_a_catch_up_it_stands_at_the_same_place() {
    use v1::catch_up_events_response::Payload;
    let payload = Some(Payload::MessageChanged(event(message())));
    let answer = v1::CatchUpEventsResponse { sequence: Some(3), payload };
    let (sequence, plain) = Plain::of_answer(&answer.encode_to_vec()).expect("plain");
    assert_eq!((sequence, plain.text()), (Some(3), "hello"));
}

#[test]
fn whatever_is_more_than_a_text_is_left_to_others() {
    let content = |content| plain(v1::Message { content: Some(content), ..message() });
    let text = Some("hello".to_owned());
    let with = || v1::MessageContent { text: text.clone(), ..Default::default() };
    assert!(content(with()).is_some());
    assert!(
        content(v1::MessageContent { attachments: vec![Default::default()], ..with() }).is_none()
    );
    assert!(content(v1::MessageContent { mentions: vec![Default::default()], ..with() }).is_none());
    assert!(content(v1::MessageContent { mini_app: Some(Default::default()), ..with() }).is_none());
    assert!(content(v1::MessageContent { text: None, ..with() }).is_none());
    assert!(content(v1::MessageContent { text: Some(String::new()), ..with() }).is_none());
    let more = [
        v1::Message { is_from_me: true, ..message() },
        v1::Message { reply_target_guid: Some("A".into()), ..message() },
        v1::Message { reaction: Some(Default::default()), ..message() },
        v1::Message { applied_reactions: vec![Default::default()], ..message() },
        v1::Message { placed_stickers: vec![Default::default()], ..message() },
        v1::Message { content: None, ..message() },
        v1::Message { sender: None, ..message() },
        v1::Message { guid: String::new(), ..message() },
    ];
    for message in more {
        assert!(plain(message.clone()).is_none(), "{message:?}");
    }
    let without_time = v1::MessageChangeEvent { occurred_at: None, ..event(message()) };
    assert!(Plain::of_answer(&answer(Some(1), without_time)).is_none());
    let mut newer = answer(Some(1), event(message()));
    newer.extend([0xf8, 0x07, 1]);
    assert!(Plain::of_answer(&newer).is_none(), "a field that is not known");
    let mut twice = answer(Some(1), event(message()));
    twice.extend([0x08, 2]);
    assert!(Plain::of_answer(&twice).is_none(), "another number");
}

proptest! {
    /// What is read here is what the whole event says.
    #[test]
    fn it_says_what_the_whole_event_says(
        text in ".{0,300}", guid in "[A-F0-9-]{0,36}", nanos in any::<i32>(), seconds in any::<i64>(),
        code in any::<i32>(), spam: bool, sequence: Option<u64>, style in proptest::option::of(".{0,9}"),
    ) {
        let content = v1::MessageContent {
            text: Some(text.clone()),
            expressive_send_style_id: style,
            ..Default::default()
        };
        let message = v1::Message {
            guid: guid.clone(),
            content: Some(content),
            date_created: Some(Timestamp { seconds, nanos }),
            send_error_code: code,
            is_spam: spam,
            ..message()
        };
        let read = Plain::of_answer(&answer(sequence, event(message.clone())));
        prop_assert_eq!(read.is_some(), !text.is_empty() && !guid.is_empty());
        if let Some((numbered, plain)) = read {
            prop_assert_eq!((numbered, plain.text(), plain.guid()), (sequence, &*text, &*guid));
            prop_assert_eq!(plain.into_unread().read(), native(&message));
        }
    }

    /// Damaged bytes are never read as something else than what the whole event says.
    #[test]
    fn damage_is_no_other_text(places in proptest::collection::vec((0_usize..400, any::<u8>()), 1..4)) {
        let mut bytes = answer(Some(7), event(message()));
        for (place, byte) in places {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        let Some((sequence, plain)) = Plain::of_answer(&bytes) else { return Ok(()) };
        let Ok(whole) = v1::SubscribeMessageEventsResponse::decode(&*bytes) else {
            // Who wrote it, and where, is looked at later.
            return Ok(());
        };
        use v1::message_change_event::Change;
        use v1::subscribe_message_events_response::Payload;
        let Some(Payload::MessageChanged(event)) = whole.payload else { panic!("no event") };
        let Some(Change::MessageReceived(received)) = &event.change else { panic!("no message") };
        let message = received.message.as_ref().expect("a message");
        let content = message.content.as_ref().expect("content");
        prop_assert_eq!(sequence, whole.sequence);
        prop_assert_eq!(plain.chat(), event.chat_guid.as_bytes());
        prop_assert_eq!((Some(plain.text()), plain.guid()), (content.text.as_deref(), &*message.guid));
        prop_assert!(content.attachments.is_empty() && !message.is_from_me);
        prop_assert_eq!(plain.into_unread().read(), native(message));
    }

    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Plain::of_answer(&bytes);
    }
}

//! What the service answers, field for field. Serialised as JSON (camelCase, absent fields left out,
//! times in RFC 3339, bytes in base64) it is what the other languages read.

use std::time::SystemTime;

use serde::Serialize;
use spectrum_imessage_wire::v1;

use super::super::inbound::{
    address_info, item_type, reaction_kind, service, system_time, transfer_state,
};
use super::super::native::{AddressInfo, Formatting, Mention, ReactionKind};
use super::super::outbound::card_session;
use crate::content::CardSession;
use crate::json;
use crate::user::Service;

/// A record: its fields, each with where it comes from on the wire.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $name:ident from $wire:ty as $w:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $value:expr,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl From<$wire> for $name {
            fn from($w: $wire) -> Self {
                Self { $($field: $value,)* }
            }
        }
    };
}

fn all<W, R: From<W>>(wire: Vec<W>) -> Vec<R> {
    wire.into_iter().map(R::from).collect()
}

record! {
    /// What is known of an address.
    AddressDetails from v1::MultiServiceAddressInfo as w {
        /// The phone number or e-mail address, as the service writes it.
        address: String = w.address,
        /// Its country code, where known.
        country: Option<String> = w.country,
        /// The services that reach it.
        services: Vec<Service> = w.services.iter().map(|kind| service(*kind)).collect(),
    }
}

record! {
    /// A file at the service.
    AttachmentRecord from v1::AttachmentInfo as w {
        /// The guid: what sends, stickers and downloads name.
        guid: String = w.guid,
        /// The guid before a forward.
        original_guid: Option<String> = w.original_guid,
        /// The file name.
        file_name: String = w.file_name,
        /// The MIME type.
        mime_type: String = w.mime_type,
        /// Apple's type identifier.
        uti: String = w.uti,
        /// The size in bytes.
        total_bytes: i64 = w.total_bytes,
        /// Whether it was sent by this account.
        is_outgoing: bool = w.is_outgoing,
        /// `pending`, `transferring`, `failed`, `finished` or `unknown`.
        transfer_state: &'static str = transfer_state(w.transfer_state),
        /// Not shown.
        is_hidden: bool = w.is_hidden,
        /// A sticker.
        is_sticker: bool = w.is_sticker,
        /// What accompanies it: `live-photo-video`.
        companion_kind: Option<&'static str> = w.companion_kind.map(companion_kind),
    }
}

record! {
    /// The video of a Live Photo.
    CompanionRecord from v1::CompanionInfo as w {
        /// The file name.
        file_name: String = w.file_name,
        /// The MIME type.
        mime_type: String = w.mime_type,
        /// The size in bytes.
        total_bytes: i64 = w.total_bytes,
        /// `live-photo-video`.
        kind: &'static str = companion_kind(w.kind),
    }
}

record! {
    /// An uploaded file.
    Uploaded from v1::UploadAttachmentResponse as w {
        /// The file.
        attachment: AttachmentRecord = w.attachment.unwrap_or_default().into(),
        /// The video of a Live Photo, if one was given.
        companion: Option<CompanionRecord> = w.companion.map(Into::into),
    }
}

record! {
    /// A conversation.
    ChatRecord from v1::Chat as w {
        /// The guid, `any;-;<address>` or `any;+;<id>`.
        guid: String = w.guid,
        /// The other address, or the name of the group's room.
        chat_identifier: Option<String> = w.chat_identifier,
        /// Apple's identifier of the group.
        group_id: Option<String> = w.group_id,
        /// The group's name; empty if it has none.
        display_name: String = w.display_name.unwrap_or_default(),
        /// Whether it is a group.
        is_group: bool = w.is_group,
        /// The service it runs over.
        service: Service = service(w.service),
        /// Put away.
        is_archived: bool = w.is_archived,
        /// Filtered as of an unknown sender.
        is_filtered: bool = w.is_filtered,
        /// Messages not read yet.
        unread_count: Option<i32> = w.unread_count,
        /// The people, the line itself among them.
        participants: Vec<AddressInfo> = w.participants.iter().map(address_info).collect(),
        /// The last message, where the service gives it.
        last_message: Option<Box<MessageRecord>> = w.last_message.map(|m| Box::new(m.into())),
    }
}

record! {
    /// A new conversation.
    CreatedChat from v1::CreateChatResponse as w {
        /// The conversation.
        chat: Option<ChatRecord> = w.chat.map(Into::into),
        /// Its first message, if one was given.
        initial_message: Option<MessageRecord> = w.initial_message.map(Into::into),
    }
}

record! {
    /// A picture: of a group, or embedded in a message.
    MediaRecord from v1::EmbeddedMedia as w {
        /// The bytes.
        #[serde(serialize_with = "json::write_bytes")]
        data: bytes::Bytes = w.data,
        /// The MIME type.
        mime_type: String = w.mime_type,
    }
}

impl From<v1::GetIconResponse> for MediaRecord {
    fn from(w: v1::GetIconResponse) -> Self {
        Self { data: w.data, mime_type: w.mime_type }
    }
}

record! {
    /// A reaction.
    Reaction from v1::MessageReaction as w {
        /// The tapback's name, `emoji`, `sticker` or `unknown`.
        kind: &'static str = reaction_kind(&w).name(),
        /// The emoji of a reaction that is no tapback.
        emoji: Option<String> = emoji(reaction_kind(&w)),
    }
}

record! {
    /// Where a sticker lies. `x` and `y` are shares of the bubble, from 0 to 1.
    StickerPlacement from v1::StickerPlacement as w {
        /// From the left.
        x: f64 = w.x,
        /// From the top.
        y: f64 = w.y,
        /// The size, 1 is its own.
        scale: Option<f64> = w.scale,
        /// The turn in radians.
        rotation: Option<f64> = w.rotation,
        /// The width in points.
        width: Option<f64> = w.width,
    }
}

record! {
    /// A reaction on a message.
    AppliedReactionRecord from v1::MessageAppliedReaction as w {
        /// The guid of the reaction.
        message_guid: String = w.message_guid,
        /// The part that is meant.
        target_part_index: Option<i32> = w.target_part_index,
        /// What the reaction is.
        reaction: Option<Reaction> = w.reaction.map(Into::into),
        /// Who reacted.
        sender: Option<AddressInfo> = w.sender.as_ref().map(address_info),
        /// Whether this account reacted.
        is_from_me: bool = w.is_from_me,
        /// When.
        #[serde(serialize_with = "json::write_time")]
        date_created: Option<SystemTime> = system_time(w.date_created.as_ref()),
    }
}

record! {
    /// A sticker on a message.
    PlacedStickerRecord from v1::MessagePlacedSticker as w {
        /// The guid of the sticker's message.
        message_guid: String = w.message_guid,
        /// The part that is meant.
        target_part_index: Option<i32> = w.target_part_index,
        /// Who placed it.
        sender: Option<AddressInfo> = w.sender.as_ref().map(address_info),
        /// Whether this account placed it.
        is_from_me: bool = w.is_from_me,
        /// When.
        #[serde(serialize_with = "json::write_time")]
        date_created: Option<SystemTime> = system_time(w.date_created.as_ref()),
        /// The picture.
        sticker: Option<AttachmentRecord> = w.sticker.map(Into::into),
        /// Where it lies.
        placement: Option<StickerPlacement> = w.placement.map(Into::into),
    }
}

record! {
    /// The texts of a mini-app card.
    MiniAppLayoutRecord from v1::MiniAppLayoutInfo as w {
        /// The first line.
        caption: Option<String> = w.caption,
        /// The second line.
        subcaption: Option<String> = w.subcaption,
        /// The first line on the right.
        trailing_caption: Option<String> = w.trailing_caption,
        /// The second line on the right.
        trailing_subcaption: Option<String> = w.trailing_subcaption,
        /// The title on the picture.
        image_title: Option<String> = w.image_title,
        /// The subtitle on the picture.
        image_subtitle: Option<String> = w.image_subtitle,
        /// The text for notifications.
        summary: Option<String> = w.summary,
    }
}

record! {
    /// A mini-app card.
    MiniAppRecord from v1::MiniAppContent as w {
        /// The developer team.
        team_id: String = w.team_id,
        /// The bundle of the extension.
        extension_bundle_id: String = w.extension_bundle_id,
        /// The name of the app.
        app_name: Option<String> = w.app_name,
        /// The link that the card carries.
        url: Option<String> = w.url,
        /// The session that updates name.
        session_id: Option<String> = w.session_id,
        /// The app's number in the App Store.
        app_store_id: Option<i64> = w.app_store_id,
        /// A card that draws itself.
        live: bool = w.live,
        /// Its texts.
        layout: Option<MiniAppLayoutRecord> = w.layout.map(Into::into),
    }
}

record! {
    /// What a message holds.
    MessageBody from v1::MessageContent as w {
        /// The text, with a placeholder for each attachment.
        text: Option<String> = w.text,
        /// The files.
        attachments: Vec<AttachmentRecord> = all(w.attachments),
        /// Formatting of the text.
        formatting: Vec<Formatting> = w.formatting.into_iter().map(Into::into).collect(),
        /// People mentioned in the text.
        mentions: Vec<Mention> = w.mentions.into_iter().map(Into::into).collect(),
        /// The extension that draws the bubble.
        balloon_bundle_id: Option<String> = w.balloon_bundle_id,
        /// The effect, by Apple's identifier.
        expressive_send_style_id: Option<String> = w.expressive_send_style_id,
        /// The mini-app card.
        mini_app: Option<MiniAppRecord> = w.mini_app.map(Into::into),
    }
}

record! {
    /// A message as the service has it.
    MessageRecord from v1::Message as w {
        /// The guid.
        guid: String = w.guid,
        /// What it holds.
        content: MessageBody = w.content.unwrap_or_default().into(),
        /// The subject line.
        subject: Option<String> = w.subject,
        /// When it was written.
        #[serde(serialize_with = "json::write_time")]
        date_created: Option<SystemTime> = system_time(w.date_created.as_ref()),
        /// When it was read.
        #[serde(serialize_with = "json::write_time")]
        date_read: Option<SystemTime> = system_time(w.date_read.as_ref()),
        /// When it was delivered.
        #[serde(serialize_with = "json::write_time")]
        date_delivered: Option<SystemTime> = system_time(w.date_delivered.as_ref()),
        /// When it was last edited.
        #[serde(serialize_with = "json::write_time")]
        date_edited: Option<SystemTime> = system_time(w.date_edited.as_ref()),
        /// When it was unsent.
        #[serde(serialize_with = "json::write_time")]
        date_retracted: Option<SystemTime> = system_time(w.date_retracted.as_ref()),
        /// When its audio was played.
        #[serde(serialize_with = "json::write_time")]
        date_played: Option<SystemTime> = system_time(w.date_played.as_ref()),
        /// When its effect was played.
        #[serde(serialize_with = "json::write_time")]
        date_expressive_send_played: Option<SystemTime> =
            system_time(w.date_expressive_send_played.as_ref()),
        /// Who wrote it.
        sender: Option<AddressInfo> = w.sender.as_ref().map(address_info),
        /// Whether this account wrote it.
        is_from_me: bool = w.is_from_me,
        /// Whether it has left.
        is_sent: bool = w.is_sent,
        /// Whether it has arrived.
        is_delivered: bool = w.is_delivered,
        /// Whether it arrived without a notification.
        is_delivered_quietly: bool = w.is_delivered_quietly,
        /// Whether the recipient was notified.
        did_notify_recipient: bool = w.did_notify_recipient,
        /// Apple's error number of a failed send; 0 if there is none.
        send_error_code: i32 = w.send_error_code,
        /// An audio message.
        is_audio_message: bool = w.is_audio_message,
        /// An automatic answer.
        is_auto_reply: bool = w.is_auto_reply,
        /// From the system.
        is_system_message: bool = w.is_system_message,
        /// A forward.
        is_forward: bool = w.is_forward,
        /// Delayed.
        is_delayed: bool = w.is_delayed,
        /// Filtered as spam.
        is_spam: bool = w.is_spam,
        /// Whether data detectors found something in it.
        data_detector_results_present: bool = w.data_detector_results_present,
        /// Put away.
        is_archived: bool = w.is_archived,
        /// From a service, not a person.
        is_service_message: bool = w.is_service_message,
        /// Not readable.
        is_corrupt: bool = w.is_corrupt,
        /// Vanishes after a while.
        is_expirable: bool = w.is_expirable,
        /// Apple's number of what is shared.
        share_status: Option<i32> = w.share_status,
        /// Apple's number of the direction of sharing.
        share_direction: Option<i32> = w.share_direction,
        /// `normal`, `participantChange`, `groupNameChange`, `chatAction` or `unknown`.
        item_type: &'static str = item_type(w.item_type),
        /// The new name of a group.
        group_title: Option<String> = w.group_title,
        /// Apple's number of a change of the chat.
        chat_action_type: Option<i32> = w.chat_action_type,
        /// The first message of the thread.
        thread_originator_guid: Option<String> = w.thread_originator_guid,
        /// The part of it that was answered, in Apple's notation.
        thread_originator_part: Option<String> = w.thread_originator_part,
        /// The message that this one answers.
        reply_target_guid: Option<String> = w.reply_target_guid,
        /// The line's address that it went through.
        destination_caller_id: Option<String> = w.destination_caller_id,
        /// The number of parts.
        part_count: Option<i32> = w.part_count,
        /// The rooms it belongs to, in Apple's notation.
        cached_room_names: Option<String> = w.cached_room_names,
        /// The message that this reaction is on.
        reaction_target_guid: Option<String> = w.reaction_target_guid,
        /// The part of it.
        reaction_target_part_index: Option<i32> = w.reaction_target_part_index,
        /// The reaction that this message is.
        reaction: Option<Reaction> = w.reaction.map(Into::into),
        /// Whether the reaction was set (or taken away).
        reaction_selected: Option<bool> = w.reaction_selected,
        /// Reactions on it.
        applied_reactions: Vec<AppliedReactionRecord> = all(w.applied_reactions),
        /// Stickers on it.
        placed_stickers: Vec<PlacedStickerRecord> = all(w.placed_stickers),
        /// The conversations it belongs to.
        chat_guids: Vec<String> = w.chat_guids,
    }
}

record! {
    /// A sent message; of a card also what updates it.
    SentRecord from v1::MessageResponse as w {
        /// The message.
        #[serde(flatten)]
        message: MessageRecord = w.message.unwrap_or_default().into(),
        /// What updates the card.
        mini_app_card_session: Option<CardSession> =
            w.mini_app_card_session.map(card_session),
    }
}

/// One page of messages.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MessagePage {
    /// The messages, newest first.
    pub messages: Vec<MessageRecord>,
    /// Asks for the next page; `None` on the last.
    pub next_page_token: Option<String>,
}

impl MessagePage {
    pub(super) fn new(messages: Vec<v1::Message>, next: Option<String>) -> Self {
        Self { messages: all(messages), next_page_token: next.filter(|token| !token.is_empty()) }
    }
}

record! {
    /// An option of a poll.
    PollOptionRecord from v1::PollOption as w {
        /// What votes name.
        option_identifier: String = w.option_identifier,
        /// The text.
        text: String = w.text,
        /// Who added it.
        creator_handle: Option<String> = w.creator_handle,
    }
}

record! {
    /// A vote.
    PollVoteRecord from v1::PollParticipantVote as w {
        /// The option.
        option_identifier: String = w.option_identifier,
        /// Who voted.
        participant: Option<AddressInfo> = w.participant.as_ref().map(address_info),
    }
}

record! {
    /// A poll with its votes.
    PollRecord from v1::PollInfo as w {
        /// The guid of the poll's message.
        poll_message_guid: String = w.poll_message_guid,
        /// The conversation.
        chat_guid: String = w.chat_guid,
        /// The question.
        title: String = w.title,
        /// The options.
        options: Vec<PollOptionRecord> = all(w.options),
        /// The votes, one a person.
        votes: Vec<PollVoteRecord> = all(w.votes),
    }
}

record! {
    /// Where a friend is who shares it.
    LocationRecord from v1::SharedFriendLocation as w {
        /// The friend's address.
        address: String = w.address,
        /// The friend's name.
        name: Option<String> = w.name,
        /// Degrees north.
        latitude: Option<f64> = w.latitude,
        /// Degrees east.
        longitude: Option<f64> = w.longitude,
        /// The radius in metres.
        accuracy: Option<f64> = w.accuracy,
        /// The postal address.
        long_address: Option<String> = w.long_address,
        /// The town.
        short_address: Option<String> = w.short_address,
        /// Whether it is being looked for right now.
        is_locating_in_progress: bool = w.is_locating_in_progress,
        /// `legacy`, `live`, `shallow` or `unknown`.
        location_type: &'static str = location_type(w.location_type),
        /// When the friend was there.
        #[serde(serialize_with = "json::write_time")]
        location_timestamp: Option<SystemTime> = system_time(w.location_timestamp.as_ref()),
        /// Until when it is shared.
        #[serde(serialize_with = "json::write_time")]
        expires_at: Option<SystemTime> = system_time(w.expires_at.as_ref()),
    }
}

record! {
    /// A friend moved.
    LocationUpdate from v1::SharedFriendLocationUpdated as w {
        /// The number of the update at its source.
        #[serde(serialize_with = "json::write_sequence")]
        source_sequence: Option<u64> = Some(w.source_sequence),
        /// Where the friend is now.
        location: Option<LocationRecord> = w.location.map(Into::into),
    }
}

record! {
    /// What became of a request to share a location.
    SharingRequest from v1::RequestFriendLocationSharingResponse as w {
        /// The friend's address.
        address: String = w.address,
        /// What became of it, such as `requested`.
        status: String = w.status,
        /// Why, where the service says so.
        reason: Option<String> = w.reason,
        /// The message that asks.
        message_guid: Option<String> = w.message_guid,
    }
}

impl PollRecord {
    /// The number of votes of an option.
    pub fn votes_for(&self, option_identifier: &str) -> usize {
        self.votes.iter().filter(|vote| vote.option_identifier == option_identifier).count()
    }
}

fn companion_kind(kind: i32) -> &'static str {
    match v1::CompanionKind::try_from(kind) {
        Ok(v1::CompanionKind::LivePhotoVideo) => "live-photo-video",
        Ok(v1::CompanionKind::Unspecified) | Err(_) => "unknown",
    }
}

fn location_type(kind: i32) -> &'static str {
    match v1::FriendLocationType::try_from(kind) {
        Ok(v1::FriendLocationType::Legacy) => "legacy",
        Ok(v1::FriendLocationType::Live) => "live",
        Ok(v1::FriendLocationType::Shallow) => "shallow",
        Ok(v1::FriendLocationType::Unspecified) | Err(_) => "unknown",
    }
}

fn emoji(kind: ReactionKind) -> Option<String> {
    kind.emoji().map(str::to_owned)
}

//! The fields of a message that only iMessage has, as Python objects.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use spectrum_imessage as core;
use spectrum_imessage::imessage::{
    AddressInfo, AppliedReaction, AttachmentMetadata, Formatting, Mention, Native, PlacedSticker,
    ReactionKind, ReactionRecord,
};

use crate::layer::{self, fields};

type Object<'py> = PyResult<Bound<'py, PyAny>>;

/// All fields by name. A field that the core gains does not compile until it is here.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    message: &core::Message,
) -> PyResult<Bound<'py, PyDict>> {
    let absent = Native::default();
    let Native {
        date_delivered,
        date_edited,
        date_expressive_send_played,
        date_played,
        date_read,
        date_retracted,
        is_sent,
        is_delivered,
        is_delivered_quietly,
        did_notify_recipient,
        is_delayed,
        send_error_code,
        native_text,
        formatting,
        mentions,
        subject,
        balloon_bundle_id,
        expressive_send_style_id,
        attachment_metadata,
        applied_reactions,
        placed_stickers,
        reaction_record,
        item_type,
        group_title,
        part_count,
        is_auto_reply,
        is_corrupt,
        is_expirable,
        is_service_message,
        is_filtered,
        is_spam,
        is_system_message,
    } = message.native().unwrap_or(&absent);
    let reaction_record = reaction_record.as_ref().map(|one| record_to_python(py, one));
    Ok(fields!(py, {
        "date_delivered": date_delivered,
        "date_edited": date_edited,
        "date_expressive_send_played": date_expressive_send_played,
        "date_played": date_played,
        "date_read": date_read,
        "date_retracted": date_retracted,
        "is_sent": is_sent,
        "is_delivered": is_delivered,
        "is_delivered_quietly": is_delivered_quietly,
        "did_notify_recipient": did_notify_recipient,
        "is_delayed": is_delayed,
        "send_error_code": send_error_code,
        "native_text": native_text.as_deref(),
        "formatting": tuple(py, formatting, formatting_to_python)?,
        "mentions": tuple(py, mentions, mention_to_python)?,
        "subject": subject.as_deref(),
        "balloon_bundle_id": balloon_bundle_id.as_deref(),
        "expressive_send_style_id": expressive_send_style_id.as_deref(),
        "attachment_metadata": tuple(py, attachment_metadata, metadata_to_python)?,
        "applied_reactions": tuple(py, applied_reactions, reaction_to_python)?,
        "placed_stickers": tuple(py, placed_stickers, sticker_to_python)?,
        "reaction_record": reaction_record.transpose()?,
        "item_type": *item_type,
        "group_title": group_title.as_deref(),
        "part_count": part_count,
        "is_auto_reply": is_auto_reply,
        "is_corrupt": is_corrupt,
        "is_expirable": is_expirable,
        "is_service_message": is_service_message,
        "is_filtered": is_filtered,
        "is_spam": is_spam,
        "is_system_message": is_system_message,
        "part_index": message.part_index(),
        "parent_id": message.parent_id(),
    }))
}

fn tuple<'py, T>(
    py: Python<'py>,
    items: &[T],
    convert: impl Fn(Python<'py>, &T) -> Object<'py>,
) -> PyResult<Bound<'py, PyTuple>> {
    let items = items.iter().map(|item| convert(py, item)).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, items)
}

fn formatting_to_python<'py>(py: Python<'py>, formatting: &Formatting) -> Object<'py> {
    let Formatting { kind, start, length, effect_name } = formatting;
    let fields = fields!(py, {
        "type": kind,
        "start": start,
        "length": length,
        "effect_name": effect_name.as_deref(),
    });
    layer::object(py, "_details", "Formatting", &fields)
}

fn mention_to_python<'py>(py: Python<'py>, mention: &Mention) -> Object<'py> {
    let Mention { address, start, length } = mention;
    let fields = fields!(py, { "address": address, "start": start, "length": length });
    layer::object(py, "_details", "Mention", &fields)
}

fn metadata_to_python<'py>(py: Python<'py>, metadata: &AttachmentMetadata) -> Object<'py> {
    let AttachmentMetadata {
        guid,
        original_guid,
        file_name,
        mime_type,
        uti,
        total_bytes,
        transfer_state,
        is_hidden,
        is_sticker,
    } = metadata;
    let fields = fields!(py, {
        "guid": guid,
        "original_guid": original_guid.as_deref(),
        "file_name": file_name,
        "mime_type": mime_type,
        "uti": uti,
        "total_bytes": total_bytes,
        "transfer_state": *transfer_state,
        "is_hidden": is_hidden,
        "is_sticker": is_sticker,
    });
    layer::object(py, "_details", "AttachmentMetadata", &fields)
}

fn address_to_python<'py>(py: Python<'py>, info: &AddressInfo) -> Object<'py> {
    let AddressInfo { address, service, country } = info;
    let fields = fields!(py, {
        "address": address,
        "service": service.as_str(),
        "country": country.as_deref(),
    });
    layer::object(py, "_details", "AddressInfo", &fields)
}

fn sender_to_python<'py>(
    py: Python<'py>,
    sender: Option<&AddressInfo>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    sender.map(|info| address_to_python(py, info)).transpose()
}

fn reaction_to_python<'py>(py: Python<'py>, applied: &AppliedReaction) -> Object<'py> {
    let AppliedReaction {
        message_guid,
        target_part_index,
        reaction,
        sender,
        is_from_me,
        date_created,
    } = applied;
    let fields = fields!(py, {
        "message_guid": message_guid,
        "target_part_index": target_part_index,
        "reaction": reaction.as_ref().map(ReactionKind::name),
        "emoji": reaction.as_ref().and_then(ReactionKind::emoji),
        "sender": sender_to_python(py, sender.as_ref())?,
        "is_from_me": is_from_me,
        "date_created": date_created,
    });
    layer::object(py, "_details", "AppliedReaction", &fields)
}

fn sticker_to_python<'py>(py: Python<'py>, placed: &PlacedSticker) -> Object<'py> {
    let PlacedSticker {
        message_guid,
        target_part_index,
        sender,
        is_from_me,
        date_created,
        sticker,
    } = placed;
    let sticker = sticker.as_ref().map(|one| metadata_to_python(py, one)).transpose()?;
    let fields = fields!(py, {
        "message_guid": message_guid,
        "target_part_index": target_part_index,
        "sender": sender_to_python(py, sender.as_ref())?,
        "is_from_me": is_from_me,
        "date_created": date_created,
        "sticker": sticker,
    });
    layer::object(py, "_details", "PlacedSticker", &fields)
}

fn record_to_python<'py>(py: Python<'py>, record: &ReactionRecord) -> Object<'py> {
    let ReactionRecord { reaction, selected, target_guid, target_part_index } = record;
    let fields = fields!(py, {
        "reaction": reaction.name(),
        "emoji": reaction.emoji(),
        "selected": selected,
        "target_guid": target_guid.as_deref(),
        "target_part_index": target_part_index,
    });
    layer::object(py, "_details", "ReactionRecord", &fields)
}

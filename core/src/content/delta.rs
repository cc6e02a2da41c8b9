//! The text in the chunks of models' streams: OpenAI's, Anthropic's and the AI SDK's.

use serde_json::Value;

use crate::error::{Error, Result};

/// Events that carry none of the text. Sources (November 2026): OpenAI's and Anthropic's references
/// of streaming; `TextStreamPart`, `UIMessageChunk` and `LanguageModelV2StreamPart` of the AI SDK.
const CONTROL: &[&str] = &[
    // OpenAI's responses and Anthropic's messages
    "error",
    "keepalive",
    "ping",
    // What Anthropic's libraries add to the events of the wire
    "citation",
    "input_json",
    "signature",
    "thinking",
    // The AI SDK
    "abort",
    "file",
    "finish",
    "message-metadata",
    "raw",
    "reasoning",
    "redacted-reasoning",
    "response-metadata",
    "source",
    "start",
    "stream-start",
];
/// The beginnings of the names of such events: the formats grow, and what is new in one of these
/// families is not the text.
const CONTROL_FAMILIES: &[&str] = &[
    // OpenAI
    "response.",
    // Anthropic
    "message_",
    "content_block_",
    // The AI SDK
    "data-",
    "finish-",
    "reasoning-",
    "source-",
    "start-",
    "step-",
    "text-",
    "tool-",
];

/// The text in a chunk of a model's stream: of OpenAI's chat and responses formats, Anthropic's, and
/// the AI SDK's. `None` for control events.
///
/// # Errors
/// `ValidationError` for an unknown shape.
pub fn delta_of(chunk: &Value) -> Result<Option<String>> {
    let text = |value: &Value| Ok(value.as_str().map(str::to_owned));
    if chunk.is_string() {
        return text(chunk);
    }
    // Chat completions: {"choices": [{"delta": {"content": "…"}}]}; the last chunk may have none.
    if let Some(choices) = chunk.get("choices").and_then(Value::as_array) {
        return text(choices.first().map_or(&Value::Null, |choice| &choice["delta"]["content"]));
    }
    let kind = chunk.get("type").and_then(Value::as_str).ok_or_else(unknown_shape)?;
    match kind {
        // Responses: {"type": "response.output_text.delta", "delta": "…"}
        "response.output_text.delta" => text(&chunk["delta"]),
        // Messages: {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "…"}}
        "content_block_delta" => text(&chunk["delta"]["text"]),
        // The AI SDK: {"type": "text-delta", "text" or "textDelta" or "delta": "…"}
        "text-delta" => {
            let names = ["text", "textDelta", "delta"];
            Ok(names.iter().find_map(|name| chunk[*name].as_str()).map(str::to_owned))
        }
        // Anthropic's libraries repeat a delta, with the whole text so far.
        "text" if chunk.get("snapshot").is_some() => Ok(None),
        kind if is_control(kind) => Ok(None),
        _ => Err(unknown_shape()),
    }
}

fn is_control(kind: &str) -> bool {
    CONTROL.contains(&kind) || CONTROL_FAMILIES.iter().any(|family| kind.starts_with(family))
}

fn unknown_shape() -> Error {
    Error::validation(
        "unknownChunk",
        "a chunk of the streamed text has an unknown shape; give extract, which maps it to text",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn deltas_of_the_known_formats() {
        let cases = [
            (json!("plain"), Some("plain")),
            (json!({"choices": [{"delta": {"content": "chat"}}]}), Some("chat")),
            (json!({"choices": [{"delta": {"role": "assistant"}}]}), None),
            (json!({"choices": [], "usage": {}}), None),
            (json!({"type": "response.output_text.delta", "delta": "resp"}), Some("resp")),
            (json!({"type": "response.completed"}), None),
            (
                json!({"type": "content_block_delta", "delta": {"type": "text_delta", "text": "a"}}),
                Some("a"),
            ),
            (json!({"type": "message_start", "message": {}}), None),
            (json!({"type": "text-delta", "id": "1", "text": "sdk"}), Some("sdk")),
            (json!({"type": "text-delta", "textDelta": "old"}), Some("old")),
            (json!({"type": "text-delta", "id": "1", "delta": "ui"}), Some("ui")),
        ];
        for (chunk, text) in cases {
            assert_eq!(delta_of(&chunk).expect("known").as_deref(), text, "{chunk}");
        }
    }

    #[test]
    fn control_events_are_skipped() {
        let openai = "response.created response.in_progress response.queued response.completed \
            response.incomplete response.failed response.output_item.added \
            response.output_item.done response.content_part.added response.content_part.done \
            response.output_text.done response.output_text.annotation.added \
            response.refusal.delta response.function_call_arguments.delta \
            response.reasoning_summary_text.delta response.reasoning_text.delta \
            response.web_search_call.searching response.mcp_call.completed \
            response.what_comes_next.delta error keepalive";
        let anthropic = "message_start message_delta message_stop content_block_start \
            content_block_stop message_of_tomorrow ping error";
        let ai_sdk = "start start-step text-start text-end reasoning-start reasoning-delta \
            reasoning-end source source-url source-document file tool-input-start \
            tool-input-delta tool-input-end tool-input-available tool-call tool-result tool-error \
            tool-output-available tool-approval-request data-weather message-metadata finish-step \
            finish abort error raw stream-start response-metadata step-start step-finish";
        for list in [openai, anthropic, ai_sdk] {
            for kind in list.split_whitespace() {
                // A text that is not the answer's must not get into it.
                let event = json!({"type": kind, "delta": "no", "text": "no", "textDelta": "no"});
                assert_eq!(delta_of(&event).expect(kind), None, "{kind}");
            }
        }
        for delta in [
            json!({"type": "input_json_delta", "partial_json": "{"}),
            json!({"type": "thinking_delta", "thinking": "hm"}),
            json!({"type": "signature_delta", "signature": "s"}),
            json!({"type": "citations_delta", "citation": {}}),
        ] {
            let event = json!({"type": "content_block_delta", "index": 0, "delta": delta});
            assert_eq!(delta_of(&event).expect("known"), None, "{event}");
        }
        let repeated = json!({"type": "text", "text": "b", "snapshot": "ab"});
        assert_eq!(delta_of(&repeated).expect("known"), None);
    }

    #[test]
    fn unknown_shapes_ask_for_extract() {
        for chunk in [
            json!({"odd": 1}),
            json!({"type": "on_chat_model_stream", "data": {"chunk": {"content": "x"}}}),
            json!({"type": "text", "text": "x"}),
            json!({"type": 7}),
            json!(5),
            json!(null),
            json!(["x"]),
        ] {
            let error = delta_of(&chunk).expect_err("unknown");
            assert_eq!(error.code(), "unknownChunk", "{chunk}");
            assert!(error.message().contains("extract"));
        }
    }
}

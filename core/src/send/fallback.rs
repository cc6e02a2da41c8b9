//! What becomes of content that a platform does not carry: a plainer form of it, if there is one.
//!
//! Streamed text is read to its end, an effect leaves its content, a card its URL, markdown its plain
//! text; also inside of an answer, an edit and the items of a group. Each form is tried once.

use crate::content::markdown::to_plain_text;
use crate::content::{Content, Edit, Reply, Text};
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::send::ItemOptions;
use crate::space::Space;
use crate::turn::Turn;

/// Sends content in the first form that the platform takes.
///
/// # Errors
/// `UnsupportedError` if it takes none, or if the content is made for another platform; else the
/// platform's.
pub(super) async fn send(
    space: &Space,
    content: Content,
    options: &ItemOptions,
    turn: Option<&mut Turn>,
) -> Result<Option<Message>> {
    let platform = space.platform();
    if let Some(home) = content.only_on().filter(|home| *home != platform) {
        let why = format!("it is made for {home}");
        let kind = content.type_name();
        return Err(Error::unsupported_content(platform.as_str(), kind, Some(&why)));
    }
    let platform_impl = space.platform_impl();
    if !platform_impl.falls_back() {
        return platform_impl.send(space, content, options, turn).await;
    }
    Box::pin(in_some_form(space, content, options, turn)).await
}

async fn in_some_form(
    space: &Space,
    mut content: Content,
    options: &ItemOptions,
    mut turn: Option<&mut Turn>,
) -> Result<Option<Message>> {
    let (platform, platform_impl) = (space.platform(), space.platform_impl());
    loop {
        let tried = content.clone();
        let refused = match platform_impl.send(space, tried, options, turn.as_deref_mut()).await {
            Err(error) if error.kind() == ErrorKind::Unsupported => error,
            result => return result,
        };
        let kind = content.type_name();
        content = plainer(content, platform.as_str()).await?.ok_or(refused)?;
        crate::observe::debug!(%platform, content = kind, "sent in a plainer form");
    }
}

/// The next plainer form; `None` if there is none. Every step takes something away for good, so the
/// steps come to an end.
async fn plainer(content: Content, platform: &str) -> Result<Option<Content>> {
    Ok(match content {
        Content::TextStream(stream) => Some(stream.whole(platform).await?),
        Content::Markdown(markdown) => {
            let text = to_plain_text(&markdown.markdown);
            (!text.is_empty()).then_some(Content::Text(Text { text }))
        }
        Content::Effect(effect) => Some(effect.content),
        Content::App(app) => Some(Content::Text(Text { text: app.url })),
        Content::Reply(reply) => {
            let Reply { content, target } = *reply;
            let content = Box::pin(plainer(content, platform)).await?;
            content.map(|content| Content::Reply(Box::new(Reply { content, target })))
        }
        Content::Edit(edit) => {
            let Edit { content, target } = *edit;
            let content = Box::pin(plainer(content, platform)).await?;
            content.map(|content| Content::Edit(Box::new(Edit { content, target })))
        }
        Content::Parts(items) => {
            let mut changed = false;
            let mut parts = Vec::with_capacity(items.len());
            for item in items {
                let plain = Box::pin(plainer(item.clone(), platform)).await?;
                changed |= plain.is_some();
                parts.push(plain.unwrap_or(item));
            }
            changed.then_some(Content::Parts(parts))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{self, MessageEffect};

    /// All forms that are tried, one after another.
    async fn forms(content: Result<Content>) -> Vec<Content> {
        let mut forms = vec![content.expect("it is built")];
        while let Some(last) = forms.last()
            && let Some(next) = plainer(last.clone(), "plain").await.expect("a form")
        {
            forms.push(next);
        }
        forms
    }

    fn text(content: Option<&Content>) -> &str {
        match content {
            Some(Content::Text(text)) => &text.text,
            other => panic!("no text: {other:?}"),
        }
    }

    #[tokio::test]
    async fn markdown_loses_its_marks_and_keeps_its_code() {
        let forms = forms(content::markdown("**bold** and `code`")).await;
        assert_eq!((forms.len(), text(forms.last())), (2, "bold and code"));
    }

    #[tokio::test]
    async fn streamed_text_is_whole_and_an_effect_is_gone() {
        let (sender, stream) = content::text_channel(true);
        assert!(sender.push("*a*".into()).await, "room");
        assert!(sender.push(" b".into()).await, "room");
        drop(sender);
        let streamed = forms(Ok(stream)).await;
        let whole = &streamed[1];
        assert!(matches!(whole, Content::Markdown(m) if m.markdown == "*a* b"), "{whole:?}");
        assert_eq!((streamed.len(), text(streamed.last())), (3, "a b"));

        let effect = forms(content::effect("Hi", MessageEffect::Slam)).await;
        assert_eq!((effect.len(), text(effect.last())), (2, "Hi"));
    }

    #[tokio::test]
    async fn a_source_without_text_is_unsupported() {
        let (sender, stream) = content::text_channel(false);
        drop(sender);
        let error = plainer(stream, "plain").await.expect_err("nothing to send");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }

    #[tokio::test]
    async fn items_of_a_group_become_plain() {
        let items = vec![
            content::markdown("# Title").expect("markdown"),
            content::app("https://example.com/a", None).expect("a card"),
        ];
        let forms = forms(content::group(items)).await;
        let Some(Content::Parts(items)) = forms.last() else { panic!("{forms:?}") };
        assert_eq!(text(items.first()), "Title");
        assert_eq!(text(items.last()), "https://example.com/a");
        assert_eq!(forms.len(), 2);
    }

    #[tokio::test]
    async fn what_has_no_plainer_form_has_none() {
        assert_eq!(forms(content::text("as it is")).await.len(), 1);
        assert_eq!(forms(Ok(content::custom(serde_json::json!(1)))).await.len(), 1);
    }
}

//! Message effects and cards.

use serde_json::{Value, json};
use spectrum_imessage::MessageEffect;
use spectrum_imessage::content::{self, CardLayout, MiniApp, VoiceOptions};
use spectrum_imessage_tests as show;

use super::super::{JPG, M4A, StepResult};
use super::{Outcome, Program, png_attachment, sent, unknown};

impl Program {
    pub(super) async fn effect(&self, label: &str) -> StepResult {
        let name = label.rsplit('.').next().unwrap_or_default().trim_end_matches(')');
        let effect = MessageEffect::ALL.into_iter().find(|effect| effect.name() == name);
        let effect = effect.expect("a recorded effect");
        if label.contains("markdown(") {
            self.send(content::effect(content::markdown("**wow**"), effect)).await
        } else if label.contains("attachment(") {
            self.send(content::effect(png_attachment(), effect)).await
        } else {
            self.send(content::effect("wow", effect)).await
        }
    }

    pub(super) async fn effect_errors(&self, label: &str) -> StepResult {
        let slam = MessageEffect::Slam;
        match label {
            "space.send(effect(\"x\", \"nope\"))" => {
                self.send(content::effect("x", "nope".parse()?)).await
            }
            "space.send(effect(poll, slam))" => {
                self.send(content::effect(content::poll("q", ["a", "b"]), slam)).await
            }
            "space.send(effect(voice, slam))" => {
                let options =
                    VoiceOptions { mime_type: Some("audio/mp4".into()), ..VoiceOptions::default() };
                self.send(content::effect(content::voice_bytes(M4A, options), slam)).await
            }
            "space.send(effect(richlink, slam))" => {
                self.send(content::effect(content::richlink("https://example.com"), slam)).await
            }
            "message.reply(effect(\"boom\", slam))" => {
                let message = self.text("t").await?;
                Ok(sent(message.reply(content::effect("boom", slam)).await?))
            }
            "Object.entries(imessage.effect.message)" => {
                let entries = MessageEffect::ALL.map(|e| (e.name().to_owned(), json!(e.id())));
                Ok(Outcome::Value(Value::Object(entries.into_iter().collect())))
            }
            other => unknown(other),
        }
    }

    pub(super) async fn mini_app(&mut self, label: &str) -> StepResult {
        let some = |text: &str| Some(text.to_owned());
        let card = |url: &str, layout: CardLayout| MiniApp {
            app_name: "Sample".into(),
            extension_bundle_id: "com.example.app.ext".into(),
            team_id: "ABCDE12345".into(),
            url: url.into(),
            layout,
            ..MiniApp::default()
        };
        let caption = |text: &str| CardLayout { caption: some(text), ..CardLayout::default() };
        let card = match label {
            "const m = space.send(customizedMiniApp({...}))" => {
                let layout = CardLayout {
                    caption: some("Title"),
                    subcaption: some("Sub"),
                    trailing_caption: some("TR"),
                    trailing_subcaption: some("TS"),
                    image: Some(JPG.into()),
                    image_title: some("IT"),
                    image_subtitle: some("IS"),
                    summary: some("Sum"),
                };
                let card = MiniApp {
                    app_store_id: Some(123_456_789),
                    live: Some(true),
                    ..card("https://example.com/card?id=1", layout)
                };
                return self.keep(content::mini_app(card)).await;
            }
            "m.edit(customizedMiniApp({...}))" => {
                card("https://example.com/card?id=2", caption("Updated"))
            }
            "m.edit(customizedMiniApp({...})) again" => MiniApp {
                live: Some(false),
                ..card("https://example.com/card?id=3", caption("Updated twice"))
            },
            "m.miniAppCardSession" => {
                let session = self.base().card_session().expect("a card has one");
                return Ok(Outcome::Value(show::card_session(&session)));
            }
            other => return unknown(other),
        };
        self.base().edit(content::mini_app(card)).await.map(|()| Outcome::Nothing)
    }
}

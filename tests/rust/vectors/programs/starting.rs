//! Starting the application, and what the cloud and the configuration refuse.

use serde_json::{Value, json};
use spectrum_imessage::imessage::{Config, Local};
use spectrum_imessage::{Options, Spectrum};

use super::super::StepResult;
use super::super::server::Cloud;
use super::{ALICE, DM, LINE_A, LINE_B, Outcome, Program, sent, space, unknown};

/// What the recorded cloud answered.
pub(crate) fn cloud_of(file: &str, mode: &str) -> Cloud {
    let tokens = match (file, mode) {
        ("startup-dedicated-no-lines", _) => {
            json!({"type": "dedicated", "auth": {}, "numbers": {}, "expiresIn": 3600})
        }
        (_, "dedicated") => json!({
            "type": "dedicated",
            "auth": {"inst-a": "tok-inst-a", "inst-b": "tok-inst-b"},
            "numbers": {"inst-a": LINE_A, "inst-b": LINE_B},
            "expiresIn": 3600,
        }),
        _ => json!({"type": "shared", "token": "tok-shared", "expiresIn": 3600}),
    };
    let answer = |status, body: Value| Some((status, body.to_string()));
    let mut cloud = Cloud { tokens, ..Cloud::default() };
    match file {
        "cloud-error-401-json" => {
            cloud.refusal =
                answer(401, json!({"code": "UNAUTHORIZED", "message": "Invalid credentials"}));
        }
        "cloud-error-500-text" => cloud.refusal = Some((500, "upstream exploded".to_owned())),
        "cloud-error-not-succeed" => cloud.refusal = answer(200, json!({"succeed": false})),
        "cloud-error-project" => {
            cloud.project =
                answer(404, json!({"code": "PROJECT_NOT_FOUND", "message": "Project not found"}));
        }
        _ => {}
    }
    cloud
}

impl Program {
    pub(super) async fn start_up(&mut self, label: &str) -> StepResult {
        match label {
            label if label.starts_with("Spectrum(") => {
                self.start().await?;
                let project = self.app()?.project().cloned();
                Ok(Outcome::Value(json!({"config": project})))
            }
            "space.send(\"hello\")" => self.send("hello").await,
            "space.get(DM, { phone: LINE_A }).send(\"from a\")" => self.send("from a").await,
            "space.get(DM, { phone: LINE_B }).send(\"from b\")" => {
                let space = self.app()?.imessage()?.space(DM, Some(LINE_B))?;
                Ok(sent(space.send("from b").await?))
            }
            "space.create(\"+15551230001\")" => space(self.create(&[ALICE], None).await?),
            // Without a line nothing can be looked up either; there is one error for both.
            "space.get(DM)" | "getAttachment(\"ATT-1\")" => {
                space(self.app()?.imessage()?.space(DM, None)?)
            }
            other => unknown(other),
        }
    }

    pub(super) async fn wrong_configuration(&mut self, label: &str) -> StepResult {
        let (options, providers) = match label {
            "Spectrum({ providers: [imessage.config()] }) without credentials" => {
                (self.options(), vec![Config::Cloud.into()])
            }
            "Spectrum({ projectId: \"proj-1\", providers }) without secret" => {
                let options = Options { project_id: Some("proj-1".into()), ..self.options() };
                (options, vec![Config::Cloud.into()])
            }
            "imessage.config({ local: true })" => {
                (self.options(), vec![Config::Local(Local::default()).into()])
            }
            "imessage.config({ clients: [{ address, token }] }) without phone" => {
                (self.options(), vec![Config::Clients(vec![self.client("")]).into()])
            }
            "two imessage providers" => {
                let clients = |phone| Config::Clients(vec![self.client(phone)]).into();
                (self.options(), vec![clients("+1"), clients("+2")])
            }
            other => return unknown(other),
        };
        Spectrum::start(options, providers).await.map(|_| Outcome::Nothing)
    }
}

//! A small platform in memory: letters that arrive are put into a slot, letters that are sent pile up.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use serde_json::{Map, Value, json};
use spectrum_imessage::custom::{Arrivals, Definition, Outgoing, Record, Sent, SpaceRecord};
use spectrum_imessage::{Content, Error, ErrorKind, Result, SpaceType, User, content};
use tokio::sync::{Semaphore, mpsc};

pub(super) type Slot = mpsc::UnboundedSender<Result<Record>>;

/// The platform, and what the test knows of it.
#[derive(Clone)]
pub(super) struct Paper {
    pub(super) name: &'static str,
    /// Fields that every space has.
    pub(super) fields: Vec<String>,
    /// Whether `check` refuses.
    pub(super) wrong: bool,
    pub(super) desk: Arc<Desk>,
}

pub(super) struct Desk {
    pub(super) slot: Slot,
    arriving: tokio::sync::Mutex<mpsc::UnboundedReceiver<Result<Record>>>,
    /// What happened, in order.
    pub(super) log: Mutex<Vec<String>>,
    /// Permits for sends; unlimited unless a test takes them away.
    pub(super) permits: Semaphore,
}

impl Paper {
    pub(super) fn new(name: &'static str) -> Self {
        let (slot, arriving) = mpsc::unbounded_channel();
        let desk = Desk {
            slot,
            arriving: tokio::sync::Mutex::new(arriving),
            log: Mutex::default(),
            permits: Semaphore::new(Semaphore::MAX_PERMITS),
        };
        Self { name, fields: Vec::new(), wrong: false, desk: Arc::new(desk) }
    }

    fn note(&self, what: impl Into<String>) {
        self.desk.log.lock().expect("no panic").push(what.into());
    }

    /// What happened since the last look.
    pub(super) fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.desk.log.lock().expect("no panic"))
    }

    pub(super) fn arrive(&self, record: Record) {
        self.desk.slot.send(Ok(record)).expect("the platform is there");
    }
}

/// A letter that arrives.
pub(super) fn letter(id: &str, text: &str) -> Record {
    Record {
        id: id.to_owned(),
        content: content::text(text).expect("text").into(),
        sender: User::new("ada"),
        space: "ada".into(),
        timestamp: SystemTime::UNIX_EPOCH,
        reply_to: None,
    }
}

impl Definition for Paper {
    type Client = String;

    fn name(&self) -> &str {
        self.name
    }

    fn check(&self) -> Result<()> {
        match self.wrong {
            true => Err(Error::new(ErrorKind::Validation, "wrongPaper", "it is not ruled")),
            false => Ok(()),
        }
    }

    fn space_fields(&self) -> Vec<String> {
        self.fields.clone()
    }

    async fn create_client(&self) -> Result<String> {
        self.note("create");
        Ok("pen".to_owned())
    }

    async fn destroy_client(&self, client: &String) -> Result<()> {
        self.note(format!("destroy {client}"));
        Ok(())
    }

    async fn resolve_user(&self, _: &String, id: &str) -> Result<User> {
        if id == "nobody" {
            return Err(Error::new(ErrorKind::NotFound, "addressNotFound", "nobody lives there"));
        }
        Ok(User { address: Some(format!("{id}'s house")), ..User::new(id) })
    }

    async fn create_space(
        &self,
        _: &String,
        users: &[User],
        params: &Value,
    ) -> Result<SpaceRecord> {
        let ids: Vec<_> = users.iter().map(|user| user.id.as_str()).collect();
        let kind = if users.len() > 1 { SpaceType::Group } else { SpaceType::Dm };
        let mut fields = Map::new();
        if let Some(colour) = params.get("colour") {
            fields.insert("colour".to_owned(), colour.clone());
        }
        Ok(SpaceRecord { id: ids.join("+"), kind, fields })
    }

    async fn messages(&self, _: &String, arrivals: &Arrivals) -> Result<()> {
        self.note("open");
        let mut arriving = self.desk.arriving.lock().await;
        while let Some(record) = arriving.recv().await {
            if !arrivals.put(record?).await {
                break;
            }
        }
        Ok(())
    }

    async fn send(&self, _: &String, outgoing: Outgoing<'_>) -> Result<Option<Sent>> {
        let _permit = self.desk.permits.acquire().await.expect("open");
        let colour = outgoing.space.fields().get("colour").cloned().unwrap_or(json!("white"));
        let colour = colour.as_str().expect("a colour");
        let text = match outgoing.content {
            Content::Text(text) => text.text.clone(),
            Content::Reaction(reaction) => {
                format!("{} on {}", reaction.emoji, reaction.target.id())
            }
            Content::Reply(reply) => {
                let Content::Text(text) = &reply.content else { return Err(self.not("reply")) };
                format!("{}: {}", reply.target.id(), text.text)
            }
            Content::Group(group) => {
                let kinds = group.items.iter().map(|item| item.content().type_name());
                kinds.collect::<Vec<_>>().join(" and ")
            }
            Content::Attachment(file) => {
                let bytes = file.file.read().await?;
                format!("{} of {} bytes", file.name, bytes.len())
            }
            Content::Typing(typing) => {
                self.note(format!("typing {}", typing.as_str()));
                return Ok(None);
            }
            Content::Custom(value) if value["lost"] == true => return Ok(None),
            other => return Err(self.not(other.type_name())),
        };
        self.note(format!("send {colour} to {}: {text}", outgoing.space.id()));
        let sent = self.desk.log.lock().expect("no panic").len();
        Ok(Some(Sent::new(format!("s{sent}"))))
    }
}

impl Paper {
    fn not(&self, kind: &str) -> Error {
        Error::unsupported_content(self.name, kind, None)
    }
}

//! The steps of a scenario, as `tests/scenarios/README.md` describes them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::{self, Stream};
use serde_json::{Value, json};
use spectrum_imessage::content::{
    self, CardLayout, CompanionSource, FileOptions, MiniApp, Typing, VoiceOptions,
};
use spectrum_imessage::imessage::{Client, Config, CreateOptions, Local};
use spectrum_imessage::{
    Content, Error, Message, MessageEffect, Options, SendOptions, Space, Spectrum, User,
};
use spectrum_imessage_tests as show;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::simulator::Simulator;

#[path = "calls.rs"]
mod calls;
#[path = "delivery.rs"]
mod delivery;

const PATIENCE: Duration = Duration::from_secs(10);

/// What a step gave back, or why the program failed; the outer error is the runner's own.
type Outcome = Result<Result<Vec<Stored>, Error>, String>;

#[derive(Clone)]
enum Stored {
    Nothing,
    Message(Message),
    Space(Space),
    User(User),
    Value(Value),
}

struct Run {
    simulator: Simulator,
    app: Option<Spectrum>,
    incoming: Option<mpsc::Receiver<Message>>,
    events: Option<mpsc::Receiver<Value>>,
    /// Stores are files in it.
    folder: tempfile::TempDir,
    stored: HashMap<String, Stored>,
}

pub(crate) async fn run(name: &str, scenario: &Value) -> Result<(), String> {
    let arguments = scenario["simulator"].as_array().cloned().unwrap_or_default();
    let simulator = Simulator::start(&arguments).await?;
    let mut run = Run {
        simulator,
        app: None,
        incoming: None,
        events: None,
        folder: tempfile::tempdir().map_err(|e| e.to_string())?,
        stored: HashMap::new(),
    };
    for (index, step) in scenario["steps"].as_array().into_iter().flatten().enumerate() {
        let at = |e: String| format!("step {index} {step}\n    {e}");
        run.step(step).await.map_err(at)?;
    }
    if let Some(app) = run.app.take() {
        app.stop().await;
    }
    if let Some(folder) = std::env::var_os("SPECTRUM_TRANSCRIPTS") {
        let folder = PathBuf::from(folder).join("rust");
        std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        let transcript = run.simulator.get("/api/transcript").await?;
        std::fs::write(folder.join(format!("{name}.json")), transcript.to_string())
            .map_err(|e| e.to_string())?;
    }
    Ok(())
}

impl Run {
    /// Runs a step and compares it with what it expects.
    fn step<'a>(&'a mut self, step: &'a Value) -> BoxFuture<'a, Result<(), String>> {
        async move {
            let outcome = self.perform(step).await?;
            match (step.get("error"), outcome) {
                (Some(wanted), Err(error)) => check_error(wanted, &error),
                (Some(wanted), Ok(_)) => Err(format!("it succeeded; expected {wanted}")),
                (None, Err(error)) => Err(format!("it failed: {error:?}")),
                (None, Ok(results)) => {
                    if let Some(wanted) = step.get("expect") {
                        self.check(wanted, &results)?;
                    }
                    if let (Some(name), Some(result)) = (step["as"].as_str(), results.first()) {
                        self.stored.insert(name.to_owned(), result.clone());
                    }
                    Ok(())
                }
            }
        }
        .boxed()
    }

    async fn perform(&mut self, step: &Value) -> Outcome {
        let text = |name: &str| step[name].as_str().unwrap_or_default().to_owned();
        let phone = step["phone"].as_str();
        match step["do"].as_str().unwrap_or_default() {
            "connect" => self.connect(step).await,
            "control" => self.simulator.post(&text("path"), &step["body"]).await.map(|_| nothing()),
            "wait" => self.wait(&text("method"), step["count"].as_u64().unwrap_or(1)).await,
            "listen" => self.listen(),
            "receive" => self.receive().await,
            "create" => {
                let users = users(step);
                let options = CreateOptions { phone: phone.map(str::to_owned) };
                let im = self.app()?.imessage().map_err(|e| e.to_string())?;
                Ok(im.create_space(&users, &options).await.map(|s| vec![Stored::Space(s)]))
            }
            "get" => {
                let im = self.app()?.imessage().map_err(|e| e.to_string())?;
                Ok(im.space(&text("id"), phone).map(|space| vec![Stored::Space(space)]))
            }
            "user" => {
                let im = self.app()?.imessage().map_err(|e| e.to_string())?;
                Ok(Ok(vec![Stored::User(im.user(text("id")))]))
            }
            "send" => {
                let space = self.space(&text("space"))?;
                match self.contents(step)? {
                    Ok(contents) => results(space.send_all(contents, SendOptions::default()).await),
                    Err(error) => Ok(Err(error)),
                }
            }
            "reply" => {
                let message = self.message(&text("to"))?;
                match self.contents(step)? {
                    Ok(contents) => {
                        results(message.reply_all(contents, SendOptions::default()).await)
                    }
                    Err(error) => Ok(Err(error)),
                }
            }
            "react" => result(self.message(&text("to"))?.react(&text("reaction")).await),
            "background" => {
                let background = self.background(&step["background"]);
                let sent = self.space(&text("space"))?.background(background).await;
                Ok(sent.map(|()| vec![Stored::Nothing]))
            }
            "typing" => {
                let space = self.space(&text("space"))?;
                let done = match step["state"].as_str() {
                    Some("stop") => space.stop_typing().await,
                    _ => space.start_typing().await,
                };
                Ok(done.map(|()| vec![Stored::Nothing]))
            }
            "responding" => {
                let space = self.space(&text("space"))?;
                let inner = step["steps"].as_array().cloned().unwrap_or_default();
                let work = async {
                    for step in &inner {
                        self.step(step).await?;
                    }
                    Ok::<_, String>(())
                };
                match space.responding(work).await {
                    Ok(done) => done.map(|()| nothing()),
                    Err(error) => Ok(Err(error)),
                }
            }
            "message" => {
                let id = text("id");
                let id = match id.strip_prefix('@') {
                    Some(name) => self.message(name)?.id().to_owned(),
                    None => id,
                };
                result(self.space(&text("space"))?.get_message(&id).await)
            }
            "edit" => {
                let message = self.message(&text("message"))?;
                match self.contents(step)? {
                    Ok(mut contents) => {
                        let content = contents.pop().ok_or("edit needs content")?;
                        done(message.edit(content).await)
                    }
                    Err(error) => Ok(Err(error)),
                }
            }
            "unsend" => done(self.message(&text("message"))?.unsend().await),
            "read" => done(self.message(&text("message"))?.read().await),
            "rename" => done(self.space(&text("space"))?.rename(text("name")).await),
            "avatar" => done(self.space(&text("space"))?.avatar(avatar(&step["avatar"])).await),
            "add" => done(self.space(&text("space"))?.add(&users(step)).await),
            "remove" => done(self.space(&text("space"))?.remove(&users(step)).await),
            "leave" => done(self.space(&text("space"))?.leave().await),
            "shareContactCard" => done(self.space(&text("space"))?.share_contact_card().await),
            "members" => {
                let members = self.space(&text("space"))?.get_members().await;
                value(members.map(|m| json!(m.iter().map(|u| &u.id).collect::<Vec<_>>())))
            }
            "displayName" => {
                value(self.space(&text("space"))?.get_display_name().await.map(|name| json!(name)))
            }
            "getAvatar" => {
                let avatar =
                    match self.space(&text("space"))?.get_avatar().await {
                        Ok(Some(picture)) => picture.file.read().await.map(
                            |bytes| json!({"mimeType": picture.mime_type, "size": bytes.len()}),
                        ),
                        Ok(None) => Ok(Value::Null),
                        Err(error) => Err(error),
                    };
                value(avatar)
            }
            "attachment" => {
                let im = self.app()?.imessage().map_err(|e| e.to_string())?;
                let found = match im.get_attachment(&text("id"), phone).await {
                    Ok(Some(found)) => found.file.read().await.map(|bytes| {
                        json!({
                            "name": found.name,
                            "mimeType": found.mime_type,
                            "size": found.size,
                            "read": bytes.len(),
                        })
                    }),
                    Ok(None) => Ok(Value::Null),
                    Err(error) => Err(error),
                };
                value(found)
            }
            "call" => calls::or_nothing(self.call(step).await),
            "open" => self.open(step).await,
            "watch" => self.watch(),
            "event" => self.event(step).await,
            "health" => self.health(step).await,
            "handle" => self.handle(step).await,
            "ack" => done(self.message(&text("message"))?.ack()),
            "upload" => self.upload(step).await,
            "history" => self.history(step).await,
            "lookUpUser" => self.look_up_user(step).await,
            "stop" => {
                self.app()?.stop().await;
                Ok(nothing())
            }
            other => Err(format!("unknown step {other}")),
        }
    }

    async fn connect(&mut self, step: &Value) -> Outcome {
        let address = self.simulator.field("imessage_address");
        let mut options = Options {
            cloud_url: Some(self.simulator.field("cloud_url")),
            imessage_address: Some(address.clone()),
            imessage_line_address: Some(address.clone()),
            ca_file: Some(self.simulator.field("ca_file").into()),
            ..Options::default()
        };
        if let Err(error) = self.delivery(step, &mut options) {
            return Ok(Err(error));
        }
        // Variables are the process's; the options that they stand for are this start's alone.
        let overridden = |name: &str| step["environment"][name].as_str().map(str::to_owned);
        options.cloud_url = overridden("SPECTRUM_CLOUD_URL").or(options.cloud_url);
        options.imessage_address =
            overridden("SPECTRUM_IMESSAGE_ADDRESS").or(options.imessage_address);
        if let Some(file) = overridden("SPECTRUM_CA_FILE") {
            options.ca_file =
                Some(file.into()).filter(|file: &PathBuf| !file.as_os_str().is_empty());
        }
        let config = match step["clients"].as_array() {
            None if step["local"] == true => {
                let place = |name: &str| Some(PathBuf::from(self.simulator.field(name)));
                Config::Local(Local { database: place("database"), osascript: place("osascript") })
            }
            Some(clients) => Config::Clients(
                clients
                    .iter()
                    .map(|client| Client {
                        address: address.clone(),
                        token: client["token"].as_str().unwrap_or_default().into(),
                        phone: client["phone"].as_str().unwrap_or_default().into(),
                    })
                    .collect(),
            ),
            None => {
                let secret = self.simulator.field("project_secret");
                options.project_id = Some(self.simulator.field("project_id"));
                options.project_secret = Some(step["secret"].as_str().unwrap_or(&secret).into());
                Config::Cloud
            }
        };
        match Spectrum::start(options, vec![config.into()]).await {
            Ok(app) => {
                self.app = Some(app);
                Ok(nothing())
            }
            Err(error) => Ok(Err(error)),
        }
    }

    async fn wait(&self, method: &str, count: u64) -> Outcome {
        let enough = async {
            loop {
                let transcript = self.simulator.get("/api/transcript").await?;
                let entries = transcript["entries"].as_array().or(transcript.as_array()).cloned();
                let seen = entries.unwrap_or_default();
                let seen = seen.iter().filter(|entry| entry["method"] == method).count() as u64;
                if seen >= count {
                    return Ok(nothing());
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, enough).await.map_err(|_| format!("no {count} calls of {method}"))?
    }

    fn listen(&mut self) -> Outcome {
        let mut messages = self.app()?.messages().map_err(|e| e.to_string())?;
        let (sender, receiver) = mpsc::channel(64);
        tokio::spawn(async move {
            while let Some((_, message)) = messages.next_message().await {
                if sender.send(message).await.is_err() {
                    return;
                }
            }
        });
        self.incoming = Some(receiver);
        Ok(nothing())
    }

    async fn receive(&mut self) -> Outcome {
        let incoming = self.incoming.as_mut().ok_or("nobody listens")?;
        let message = timeout(PATIENCE, incoming.recv()).await.map_err(|_| "nothing came")?;
        Ok(Ok(vec![Stored::Message(message.ok_or("the stream has ended")?)]))
    }

    fn app(&self) -> Result<&Spectrum, String> {
        self.app.as_ref().ok_or_else(|| "not connected".to_owned())
    }

    fn message(&self, name: &str) -> Result<Message, String> {
        if let Some((group, index)) = name.strip_suffix(']').and_then(|n| n.split_once('[')) {
            let message = self.message(group)?;
            let Content::Group(group) = message.content() else { return Err("no group".into()) };
            let index: usize = index.parse().map_err(|_| "no index")?;
            return group.items.get(index).cloned().ok_or_else(|| "no such part".to_owned());
        }
        match self.stored.get(name) {
            Some(Stored::Message(message)) => Ok(message.clone()),
            _ => Err(format!("no message is called {name}")),
        }
    }

    fn space(&self, name: &str) -> Result<Space, String> {
        if let Some(message) = name.strip_suffix(".space") {
            return Ok(self.message(message)?.space().clone());
        }
        match self.stored.get(name) {
            Some(Stored::Space(space)) => Ok(space.clone()),
            _ => Err(format!("no space is called {name}")),
        }
    }

    fn contents(&self, step: &Value) -> Result<Result<Vec<Content>, Error>, String> {
        let list = step["content"].as_array().ok_or("content is a list")?;
        let mut contents = Vec::new();
        for item in list {
            match self.content(item)? {
                Ok(content) => contents.push(content),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(contents))
    }

    fn content(&self, item: &Value) -> Result<Result<Content, Error>, String> {
        let inner = || self.content(&item["content"]);
        let target = || self.message(item["target"].as_str().unwrap_or_default());
        if let Some(text) = item["text"].as_str() {
            return Ok(content::text(text));
        }
        if let Some(markdown) = item["markdown"].as_str() {
            return Ok(content::markdown(markdown));
        }
        if let Some(name) = item["effect"].as_str() {
            let effect = MessageEffect::ALL.into_iter().find(|effect| effect.name() == name);
            let effect = effect.ok_or_else(|| format!("no effect is called {name}"))?;
            return Ok(content::effect(inner()?, effect));
        }
        if let Some(value) = item["effectValue"].as_str() {
            return Ok(match value.parse() {
                Ok(effect) => content::effect(inner()?, effect),
                Err(error) => Err(error),
            });
        }
        if let Some(reaction) = item["reaction"].as_str() {
            return Ok(content::reaction(reaction, &target()?));
        }
        if let Some(items) = item["group"].as_array() {
            let mut contents = Vec::new();
            for item in items {
                match self.content(item)? {
                    Ok(content) => contents.push(content),
                    Err(error) => return Ok(Err(error)),
                }
            }
            return Ok(content::group(contents));
        }
        if let Some(file) = item.get("voice") {
            let path = file["path"].as_str().unwrap_or_default();
            return Ok(content::voice(path, VoiceOptions::default()));
        }
        if let Some(vcard) = item["vcard"].as_str() {
            return Ok(content::contact_vcard(vcard));
        }
        if let Some(url) = item["richlink"].as_str() {
            return Ok(content::richlink(url));
        }
        if let Some(title) = item["poll"].as_str() {
            let options = item["options"].as_array().into_iter().flatten();
            return Ok(content::poll(title, options.filter_map(Value::as_str)));
        }
        if item["stream"].is_array() {
            return Ok(Ok(content::text_stream(pieces(&item["stream"]))));
        }
        if item["markdownStream"].is_array() {
            return Ok(Ok(content::markdown_stream(pieces(&item["markdownStream"]))));
        }
        if let Some(url) = item["app"].as_str() {
            return Ok(content::app(url, None));
        }
        if let Some(card) = item.get("miniApp") {
            return Ok(mini_app(card));
        }
        if item.get("contactCard").is_some() {
            return Ok(Ok(content::native_contact_card()));
        }
        if let Some(state) = item["typing"].as_str() {
            let state = if state == "stop" { Typing::Stop } else { Typing::Start };
            return Ok(Ok(content::typing(state)));
        }
        if item.get("reply").is_some() {
            return Ok(content::reply(self.content(&item["reply"])?, &target()?));
        }
        if item.get("background").is_some() {
            return Ok(self.background(&item["background"]));
        }
        if let Some(file) = item.get("attachment") {
            return Ok(attachment(file, None));
        }
        if let Some(value) = item.get("custom") {
            return Ok(Ok(content::custom(value.clone())));
        }
        Err(format!("unknown content {item}"))
    }

    fn background(&self, value: &Value) -> Result<Content, Error> {
        let mime_type = value["mimeType"].as_str().map(str::to_owned);
        if value == "clear" {
            return content::background("clear", None);
        }
        match value["path"].as_str() {
            Some(path) => content::background(path, mime_type),
            None => content::background_bytes(bytes(value), mime_type),
        }
    }

    fn check(&self, wanted: &Value, results: &[Stored]) -> Result<(), String> {
        if let Some(Stored::Value(value)) = results.first() {
            let wanted = &self.resolve(wanted)?;
            return if calls::covers(value, wanted) {
                Ok(())
            } else {
                Err(format!("{value}, expected {wanted}"))
            };
        }
        match wanted.as_array() {
            Some(list) => {
                if list.len() != results.len() {
                    return Err(format!("{} results, expected {}", results.len(), list.len()));
                }
                list.iter().zip(results).try_for_each(|(wanted, got)| self.check_one(wanted, got))
            }
            None => self.check_one(wanted, results.first().unwrap_or(&Stored::Nothing)),
        }
    }

    fn check_one(&self, wanted: &Value, got: &Stored) -> Result<(), String> {
        let fields = match got {
            Stored::Nothing => Value::Null,
            Stored::Value(value) => value.clone(),
            Stored::Message(message) => fields(message),
            Stored::Space(space) => show::space(space),
            Stored::User(user) => show::user(user),
        };
        let Some(object) = wanted.as_object().filter(|_| !fields.is_null()) else {
            return if *wanted == fields { Ok(()) } else { Err(format!("{wanted}, got {fields}")) };
        };
        for (name, value) in object {
            let value = match (name.as_str(), value.as_str()) {
                ("target", Some(stored)) => json!(self.message(stored)?.id()),
                _ => value.clone(),
            };
            let got = fields.get(name).cloned().unwrap_or_default();
            if got != value {
                return Err(format!("{name} is {got}, expected {value}"));
            }
        }
        Ok(())
    }
}

/// The fields of a message that a scenario can name.
fn fields(message: &Message) -> Value {
    let shown = show::message(message);
    let content = &shown["content"];
    json!({
        "id": shown["id"],
        "type": content["type"],
        "text": content["text"],
        "emoji": content["emoji"],
        "tapback": content["tapback"],
        "target": content["target"]["id"],
        "sender": shown["sender"]["id"],
        "direction": shown["direction"],
        "platform": shown["platform"],
        "items": content["items"].as_array().map(|items| {
            items.iter().map(|item| item["content"]["type"].clone()).collect::<Vec<_>>()
        }),
        "caption": content["layout"]["caption"],
        "redelivered": message.redelivered(),
        "phone": shown["space"]["phone"],
        "spaceType": shown["space"]["type"],
    })
}

fn check_error(wanted: &Value, error: &Error) -> Result<(), String> {
    let text = error.to_string();
    let debug = format!("{error:?}");
    let good = wanted["class"].as_str().is_none_or(|class| class == error.kind().class_name())
        && wanted["code"].as_str().is_none_or(|code| code == error.code())
        && wanted["message"].as_str().is_none_or(|part| text.contains(part))
        && wanted["absent"].as_str().is_none_or(|part| !debug.contains(part));
    if good { Ok(()) } else { Err(format!("{debug}, expected {wanted}")) }
}

fn users(step: &Value) -> Vec<User> {
    let users = step["users"].as_array().into_iter().flatten();
    users.filter_map(Value::as_str).map(User::new).collect()
}

fn avatar(value: &Value) -> Result<Content, Error> {
    let mime_type = value["mimeType"].as_str().map(str::to_owned);
    match value["path"].as_str() {
        _ if value == "clear" => content::avatar("clear", None),
        Some(path) => content::avatar(path, mime_type),
        None => content::avatar_bytes(bytes(value), mime_type),
    }
}

fn attachment(file: &Value, companion: Option<CompanionSource>) -> Result<Content, Error> {
    let options = FileOptions {
        name: file["name"].as_str().map(str::to_owned),
        mime_type: file["mimeType"].as_str().map(str::to_owned),
        companion,
        ..FileOptions::default()
    };
    match file["path"].as_str() {
        Some(path) => content::attachment(path, options),
        None => content::attachment_bytes(bytes(file), options),
    }
}

fn mini_app(card: &Value) -> Result<Content, Error> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let some = |name: &str| card["layout"][name].as_str().map(str::to_owned);
    content::mini_app(MiniApp {
        app_name: text(&card["appName"]),
        extension_bundle_id: text(&card["extensionBundleId"]),
        team_id: text(&card["teamId"]),
        url: text(&card["url"]),
        layout: CardLayout {
            caption: some("caption"),
            summary: some("summary"),
            ..CardLayout::default()
        },
        ..MiniApp::default()
    })
}

fn pieces(list: &Value) -> impl Stream<Item = Result<String, Error>> + Send + 'static {
    let pieces: Vec<_> = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    stream::iter(pieces.into_iter().map(Ok))
}

fn done(result: Result<(), Error>) -> Outcome {
    Ok(result.map(|()| vec![Stored::Nothing]))
}

fn value(result: Result<Value, Error>) -> Outcome {
    Ok(result.map(|value| vec![Stored::Value(value)]))
}

fn nothing() -> Result<Vec<Stored>, Error> {
    Ok(Vec::new())
}

fn result(message: Result<Option<Message>, Error>) -> Outcome {
    results(message.map(|message| vec![message]))
}

fn results(messages: Result<Vec<Option<Message>>, Error>) -> Outcome {
    Ok(messages.map(|messages| {
        messages.into_iter().map(|m| m.map_or(Stored::Nothing, Stored::Message)).collect()
    }))
}

fn bytes(file: &Value) -> Vec<u8> {
    show::bytes(file["base64"].as_str().unwrap_or_default())
}

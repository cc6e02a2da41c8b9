//! Conversations.

use std::sync::Arc;
use std::time::Duration;

use spectrum_imessage::imessage::calls::MessageFilter;
use spectrum_imessage::{Content, Error, PlatformId, SendOptions, Space, SpaceType, Spectrum};

use crate::content::{NativeContent, NativePicture};
use crate::error::{NativeError, NativeResult};
use crate::message::{NativeMessageInfo, NativePage};
use crate::mirror::mirror;
use crate::progress::{NativeProgressSink, on_progress};
use crate::run::{NativeCancel, on_io};
use crate::user::NativeUser;

mirror! {
    /// What kind of conversation a space is.
    NativeSpaceType = SpaceType {
        /// Two people.
        Dm,
        /// A group.
        Group,
    }
}

/// A messaging network.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum NativePlatform {
    /// iMessage.
    IMessage,
    /// Standard input and output.
    Terminal,
    /// One that the program defines.
    Custom {
        /// Its name.
        name: String,
    },
}

impl From<PlatformId> for NativePlatform {
    fn from(platform: PlatformId) -> Self {
        match platform {
            PlatformId::IMessage => Self::IMessage,
            PlatformId::Terminal => Self::Terminal,
            PlatformId::Custom(name) => Self::Custom { name: name.as_str().to_owned() },
        }
    }
}

/// A conversation: what it is, and the handle to use it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeSpaceInfo {
    /// The handle.
    pub handle: Arc<NativeSpace>,
    /// The id.
    pub id: String,
    /// The kind.
    pub kind: NativeSpaceType,
    /// The line that serves it.
    pub phone: String,
    /// The platform it is on.
    pub platform: NativePlatform,
    /// Its name, as the program wants it.
    pub platform_name: String,
}

impl NativeSpaceInfo {
    pub(crate) fn new(app: Option<&Spectrum>, space: Space) -> Self {
        Self {
            id: space.id().to_owned(),
            kind: space.kind().into(),
            phone: space.phone().to_owned(),
            platform: space.platform().into(),
            platform_name: space.platform_name().to_owned(),
            handle: NativeSpace::new(app, space),
        }
    }
}

/// The handle of a conversation. It keeps the application running: Swift frees a variable after
/// its last use, and the last use of an application is often the making of a space.
#[derive(Debug, uniffi::Object)]
pub struct NativeSpace {
    app: Option<Spectrum>,
    space: Space,
}

impl NativeSpace {
    pub(crate) fn new(app: Option<&Spectrum>, space: Space) -> Arc<Self> {
        Arc::new(Self { app: app.cloned(), space })
    }
}

#[uniffi::export]
impl NativeSpace {
    /// What a definition says of it, as JSON.
    pub fn fields(&self) -> String {
        serde_json::Value::Object(self.space.fields().clone()).to_string()
    }

    /// Sends contents in order; one result for each.
    pub async fn send(
        &self,
        contents: Vec<Arc<NativeContent>>,
        client_message_id: Option<String>,
        progress: Option<Arc<dyn NativeProgressSink>>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Vec<Option<NativeMessageInfo>>> {
        let (app, space) = (self.app.clone(), self.space.clone());
        on_io(cancel, async move {
            let contents: Vec<Content> =
                contents.iter().map(|content| content.get().clone()).collect();
            let options = SendOptions { client_message_id, progress: progress.map(on_progress) };
            let sent = space.send_all(contents, options).await?;
            let info = |message| NativeMessageInfo::new(app.as_ref(), message);
            Ok::<_, Error>(sent.into_iter().map(|message| message.map(info)).collect())
        })
        .await
    }

    /// Shows the typing indicator.
    pub async fn start_typing(&self, cancel: Option<Arc<NativeCancel>>) -> NativeResult<()> {
        let space = self.space.clone();
        on_io(cancel, async move { space.start_typing().await }).await
    }

    /// Shows the typing indicator again and again, until it is cancelled.
    pub async fn keep_typing(
        &self,
        every: Duration,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<()> {
        let space = self.space.clone();
        on_io(cancel, async move {
            space.keep_typing(every).await;
            Ok::<_, Error>(())
        })
        .await
    }

    /// Hides the typing indicator.
    pub async fn stop_typing(&self, cancel: Option<Arc<NativeCancel>>) -> NativeResult<()> {
        let space = self.space.clone();
        on_io(cancel, async move { space.stop_typing().await }).await
    }

    /// A message by its id.
    pub async fn get_message(
        &self,
        id: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<NativeMessageInfo>> {
        let (app, space) = (self.app.clone(), self.space.clone());
        on_io(cancel, async move {
            let found = space.get_message(&id).await?;
            let info = |message| NativeMessageInfo::new(app.as_ref(), message);
            Ok::<_, Error>(found.map(info))
        })
        .await
    }

    /// A page of the conversation's messages; the filter is JSON.
    pub async fn history(
        &self,
        filter: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<NativePage> {
        let (app, space) = (self.app.clone(), self.space.clone());
        on_io(cancel, async move {
            let app = app.ok_or_else(|| NativeError::internal("the space has no application"))?;
            let filter = MessageFilter::from_json(&filter)?;
            let page = app.imessage()?.history(&space, &filter).await?;
            Ok::<_, NativeError>(NativePage::new(&app, page))
        })
        .await
    }

    /// The people of a group.
    pub async fn members(
        &self,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Vec<NativeUser>> {
        let space = self.space.clone();
        on_io(cancel, async move {
            let members = space.get_members().await?;
            Ok::<_, Error>(members.into_iter().map(Into::into).collect())
        })
        .await
    }

    /// The name of a group.
    pub async fn display_name(
        &self,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<String>> {
        let space = self.space.clone();
        on_io(cancel, async move { space.get_display_name().await }).await
    }

    /// The picture of a group.
    pub async fn avatar(
        &self,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<NativePicture>> {
        let space = self.space.clone();
        on_io(cancel, async move {
            Ok::<_, Error>(match space.get_avatar().await? {
                Some(picture) => Some(NativePicture::read(picture).await?),
                None => None,
            })
        })
        .await
    }

    /// Changes the picture behind the conversation.
    pub async fn background(
        &self,
        background: Arc<NativeContent>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<()> {
        let space = self.space.clone();
        on_io(cancel, async move { space.background(background.get().clone()).await }).await
    }
}

//! The one error of this library: a kind to branch on, a stable code, what to do.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The result of every fallible call of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An answer about something that may not be there: its absence is `None`, not an error.
pub(crate) fn found<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What went wrong, in the groups that people catch. Every language has a class for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// None of the groups below: a fault of the service, or a use after `stop`.
    Other,
    /// The service refuses the credentials, or the right to do this.
    Authentication,
    /// The chat, message, attachment or line is unknown.
    NotFound,
    /// A quota or a rate limit is used up.
    RateLimit,
    /// The input cannot be accepted; the same call fails again.
    Validation,
    /// The service cannot be reached, or did not answer in time.
    Connection,
    /// The platform, the mode or the kind of space cannot do this.
    Unsupported,
}

impl ErrorKind {
    /// The name of the class that stands for this kind in Python and TypeScript.
    pub const fn class_name(self) -> &'static str {
        match self {
            Self::Other => "SpectrumError",
            Self::Authentication => "AuthenticationError",
            Self::NotFound => "NotFoundError",
            Self::RateLimit => "RateLimitError",
            Self::Validation => "ValidationError",
            Self::Connection => "ConnectionError",
            Self::Unsupported => "UnsupportedError",
        }
    }

    /// The kind that a class in Python or TypeScript stands for.
    pub fn from_class_name(name: &str) -> Option<Self> {
        let kinds = [
            Self::Other,
            Self::Authentication,
            Self::NotFound,
            Self::RateLimit,
            Self::Validation,
            Self::Connection,
            Self::Unsupported,
        ];
        kinds.into_iter().find(|kind| kind.class_name() == name)
    }
}

/// What exactly is unsupported, for [`ErrorKind::Unsupported`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// Whether a kind of content or an action is meant.
    pub what: UnsupportedWhat,
    /// The platform that cannot do it, with its mode where that is the reason.
    pub platform: String,
    /// Why, and what to do instead.
    pub detail: Option<String>,
}

/// The content or the action that is unsupported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnsupportedWhat {
    /// A kind of content, by its type name (`poll`, `custom`, …).
    Content(String),
    /// An action, by its name (`space.create`, …).
    Action(String),
}

/// An error of this library.
///
/// `Display` is short and safe to log: no secret, no text of a message. [`Error::code`] is stable
/// across releases and languages.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    code: Cow<'static, str>,
    message: String,
    retryable: bool,
    context: BTreeMap<String, String>,
    grpc_status: Option<i32>,
    http_status: Option<u16>,
    unsupported: Option<Unsupported>,
    /// Raised in every setting, also where what is unsupported is skipped.
    insists: bool,
}

/// The code of what is asked of an application after its stop.
const STOPPED: &str = "stopped";

impl Error {
    /// The application has been stopped.
    pub(crate) fn stopped() -> Self {
        Self::new(ErrorKind::Other, STOPPED, "the application has been stopped")
    }

    /// Whether the stop of the application is the reason.
    pub(crate) fn is_stopped(&self) -> bool {
        self.code() == STOPPED
    }

    /// An error of a kind with a stable code and a text for people, for what a program defines itself
    /// ([`crate::custom`]). The text is logged: it must hold no secret and no text of a message.
    pub fn new(
        kind: ErrorKind,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self(Box::new(Inner {
            kind,
            code: code.into(),
            message: message.into(),
            retryable: false,
            context: BTreeMap::new(),
            grpc_status: None,
            http_status: None,
            unsupported: None,
            insists: false,
        }))
    }

    /// Input that cannot be accepted.
    pub(crate) fn validation(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Validation, code, message)
    }

    /// A text that is not valid where it stands; the most common validation error.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::validation("invalidArgument", message)
    }

    /// A kind of content that the platform does not carry, by its [`crate::Content::type_name`].
    pub fn unsupported_content(platform: &str, content_type: &str, detail: Option<&str>) -> Self {
        Self::unsupported(Unsupported {
            what: UnsupportedWhat::Content(content_type.to_owned()),
            platform: platform.to_owned(),
            detail: detail.map(str::to_owned),
        })
    }

    /// An action that the platform, the mode or the kind of space cannot do.
    pub fn unsupported_action(platform: &str, action: &str, detail: &str) -> Self {
        Self::unsupported(Unsupported {
            what: UnsupportedWhat::Action(action.to_owned()),
            platform: platform.to_owned(),
            detail: Some(detail.to_owned()),
        })
    }

    fn unsupported(unsupported: Unsupported) -> Self {
        let what = match &unsupported.what {
            UnsupportedWhat::Content(name) => format!("content type \"{name}\""),
            UnsupportedWhat::Action(name) => format!("action \"{name}\""),
        };
        let mut message = format!("{} does not support {what}", unsupported.platform);
        if let Some(detail) = &unsupported.detail {
            message.push_str(": ");
            message.push_str(detail);
        }
        let mut error = Self::new(ErrorKind::Unsupported, "unsupported", message);
        error.0.unsupported = Some(unsupported);
        error
    }

    /// The same error, never swallowed.
    pub(crate) fn insisting(mut self) -> Self {
        self.0.insists = true;
        self
    }

    /// Whether it is never swallowed.
    pub(crate) fn insists(&self) -> bool {
        self.0.insists
    }

    /// The same error, saying whether the same call may succeed later.
    #[must_use]
    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// The same error with one more detail.
    #[must_use]
    pub fn with_context(mut self, key: &str, value: impl Into<String>) -> Self {
        self.0.context.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn with_grpc_status(mut self, status: i32) -> Self {
        self.0.grpc_status = Some(status);
        self
    }

    pub(crate) fn with_http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    /// The group this error belongs to.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable code: one of the codes of the guide, or the service's own where it is newer.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The text for people. Never holds a secret or the text of a message.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether the service says that the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Details by name, such as `host` and `reason` of a failed connection.
    pub fn context(&self) -> &BTreeMap<String, String> {
        &self.0.context
    }

    /// The gRPC status code, where the service answered a call with one.
    pub fn grpc_status(&self) -> Option<i32> {
        self.0.grpc_status
    }

    /// The HTTP status, where Spectrum Cloud answered with one.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// What is unsupported, for [`ErrorKind::Unsupported`].
    pub fn unsupported_detail(&self) -> Option<&Unsupported> {
        self.0.unsupported.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(self.0.kind.class_name())
            .field("code", &self.0.code)
            .field("message", &self.0.message)
            .field("retryable", &self.0.retryable)
            .field("context", &self.0.context)
            .field("grpc_status", &self.0.grpc_status)
            .field("http_status", &self.0.http_status)
            .finish()
    }
}

impl std::error::Error for Error {}

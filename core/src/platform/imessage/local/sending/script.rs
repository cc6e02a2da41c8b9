//! The script, and what it is given. The script is a constant: there is nothing to inject into.

use std::ffi::OsString;
use std::io::Write;

use tempfile::NamedTempFile;

use crate::error::{Error, ErrorKind, Result};

/// Arguments are seen by everyone on the machine, and all together may have 1 MiB: longer texts go
/// through a file.
const LONGEST_ARGUMENT: usize = 32 * 1024;

/// What fails before the message is handed over says so. Plain ASCII: the encoding of scripts on
/// standard input is that of the user's settings.
pub(super) const SCRIPT: &str = r#"on run argv
	set {theRoute, theTarget, theKind, thePayload} to argv
	try
		if theKind is "file" then set thePayload to (POSIX file thePayload) as alias
		if theKind is "long text" then set thePayload to (do shell script "/bin/cat " & quoted form of thePayload without altering line endings)
		tell application "Messages"
			if theRoute is "chat" then
				set theDestination to chat id theTarget
			else
				set theDestination to participant theTarget of (1st account whose service type = iMessage)
			end if
			get id of theDestination
		end tell
	on error theText number theNumber
		error ("before send: " & theText) number theNumber
	end try
	tell application "Messages" to send thePayload to theDestination
end run
"#;

/// What the script says of failures before the hand-over.
pub(super) const BEFORE: &str = "before send: ";

/// By which name Messages is to find the destination.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// By the guid of a conversation.
    Chat(&'a str),
    /// By an address, over iMessage.
    Person(&'a str),
}

impl<'a> Route<'a> {
    pub(super) fn target(self) -> &'a str {
        match self {
            Self::Chat(target) | Self::Person(target) => target,
        }
    }
}

/// What is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Text,
    LongText,
    File,
}

/// The last two arguments of the script. Removes a file with a long text when dropped.
pub(super) struct Payload {
    kind: Kind,
    argument: OsString,
    _file: Option<NamedTempFile>,
}

impl Payload {
    /// A text. Blocks while a long one is written.
    ///
    /// # Errors
    /// If a long text cannot be written to the folder for temporary files.
    pub(super) fn text(text: &str) -> Result<Self> {
        if text.len() <= LONGEST_ARGUMENT {
            return Ok(Self { kind: Kind::Text, argument: text.into(), _file: None });
        }
        let write = || {
            // Readable by the owner alone.
            let mut file = NamedTempFile::with_prefix("spectrum-")?;
            file.write_all(text.as_bytes())?;
            file.flush()?;
            Ok(file)
        };
        let file = write().map_err(|error: std::io::Error| {
            let why = format!("a long text cannot be written to a temporary file: {error}");
            Error::new(ErrorKind::Other, "internalError", why)
        })?;
        Ok(Self { kind: Kind::LongText, argument: file.path().into(), _file: Some(file) })
    }

    /// A file that Messages can read.
    pub(super) fn file(path: &std::path::Path) -> Self {
        Self { kind: Kind::File, argument: path.into(), _file: None }
    }

    /// All arguments of the program.
    pub(super) fn arguments(&self, route: Route<'_>) -> Vec<OsString> {
        let (name, target) = match route {
            Route::Chat(guid) => ("chat", guid),
            Route::Person(address) => ("participant", address),
        };
        let kind = match self.kind {
            Kind::Text => "text",
            Kind::LongText => "long text",
            Kind::File => "file",
        };
        // The dash is the script on standard input: nothing behind it is taken for an option.
        vec!["-".into(), name.into(), target.into(), kind.into(), self.argument.clone()]
    }
}

/// Refuses what an argument cannot hold.
///
/// # Errors
/// `ValidationError` for a NUL.
pub(super) fn check_argument(what: &'static str, value: &str) -> Result<()> {
    if value.contains('\0') {
        return Err(Error::invalid(format!("the {what} holds a NUL, which Messages cannot take"))
            .with_context("field", what));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_plain_and_holds_no_data() {
        assert!(SCRIPT.is_ascii());
        assert!(SCRIPT.contains(BEFORE));
        let evil = "\" & (do shell script \"id\") & \"";
        let payload = Payload::text(evil).expect("short");
        let arguments = payload.arguments(Route::Chat(evil));
        assert_eq!(arguments, ["-", "chat", evil, "text", evil]);
    }

    #[test]
    fn a_long_text_goes_through_a_file_of_its_own() {
        let text = "\u{1f600}".repeat(LONGEST_ARGUMENT);
        let payload = Payload::text(&text).expect("written");
        let arguments = payload.arguments(Route::Person("a@example.com"));
        assert_eq!(arguments[1], "participant");
        assert_eq!(arguments[3], "long text");
        let path = std::path::PathBuf::from(&arguments[4]);
        assert_eq!(std::fs::read_to_string(&path).expect("there"), text);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        drop(payload);
        assert!(!path.exists());
    }
}

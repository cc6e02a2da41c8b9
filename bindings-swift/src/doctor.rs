//! The doctor.

use std::sync::Arc;
use std::time::Duration;

use spectrum_imessage::imessage::{self, DoctorOptions};
use spectrum_imessage::{Error, Options, Secret};

use crate::error::NativeResult;
use crate::run::{NativeCancel, on_io};

/// What the doctor is told. Not `Debug`: it holds a secret.
#[derive(uniffi::Record)]
pub struct NativeDoctorOptions {
    /// `all`, `local` or `cloud`.
    pub scope: String,
    /// The database of Messages.
    pub database: Option<String>,
    /// The program that runs AppleScript.
    pub osascript: Option<String>,
    /// The project's id.
    pub project_id: Option<String>,
    /// The project's secret.
    pub project_secret: Option<String>,
    /// How long each question may take.
    pub limit: Option<Duration>,
}

/// The report, as JSON.
#[uniffi::export]
pub async fn doctor(
    options: NativeDoctorOptions,
    cancel: Option<Arc<NativeCancel>>,
) -> NativeResult<String> {
    on_io(cancel, async move {
        let NativeDoctorOptions { scope, database, osascript, project_id, project_secret, limit } =
            options;
        let project = Options {
            project_id,
            project_secret: project_secret.map(Secret::new),
            ..Options::default()
        };
        let options = DoctorOptions {
            scope: scope.parse()?,
            database: database.map(Into::into),
            osascript: osascript.map(Into::into),
            project,
            limit,
        };
        Ok::<_, Error>(imessage::doctor(options).await.to_json().to_string())
    })
    .await
}

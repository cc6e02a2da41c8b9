//! The doctor: what is wrong with this machine's set-up, and what to do about it.

mod clock;
mod cloud;
mod database;
mod machine;
mod messages;
mod options;
mod report;
mod service;

pub use options::{DoctorOptions, DoctorScope};
pub use report::{Check, CheckState, DoctorReport};

/// The names of the checks.
mod name {
    pub(super) const SYSTEM: &str = "system";
    pub(super) const FULL_DISK_ACCESS: &str = "fullDiskAccess";
    pub(super) const DATABASE: &str = "database";
    pub(super) const AUTOMATION: &str = "automation";
    pub(super) const ACCOUNT: &str = "account";
    pub(super) const FILES: &str = "files";
    pub(super) const CREDENTIALS: &str = "credentials";
    pub(super) const TLS: &str = "tls";
    pub(super) const CLOUD: &str = "cloud";
    pub(super) const CLOCK: &str = "clock";
    pub(super) const PLATFORM: &str = "platform";
    pub(super) const TOKEN: &str = "token";
    pub(super) const LINES: &str = "lines";
    pub(super) const SERVICE: &str = "service";
    pub(super) const VERSIONS: &str = "versions";
}

/// Checks whether an agent can work on this machine.
///
/// For local mode: the system, the access to the database, the database itself, whether Messages may
/// be controlled and is signed in, where files can be put. Nothing is sent and nothing is written,
/// but for a file that is removed at once. Messages may be started, and macOS may ask whether it may
/// be controlled. On other systems than macOS only what is given is looked at.
///
/// For cloud mode: the credentials, TLS, the cloud, this machine's clock against the cloud's, whether
/// the project has iMessage, the token exchange, the lines, and whether each of them answers. Fresh
/// tokens are asked for, and thrown away; nothing is changed.
///
/// Never fails: what is wrong is in the report. Dropped, it stops.
pub async fn doctor(options: DoctorOptions) -> DoctorReport {
    let places = options.places();
    let (mut checks, mut generation) = (Vec::new(), None);
    let cloud = match options.scope {
        DoctorScope::Local => Vec::new(),
        scope => cloud::checks(options.project, scope, places.limit).await,
    };
    if options.scope != DoctorScope::Cloud {
        // Without a Mac there is another way if there is a project.
        let other_way = cloud.first().is_some_and(|check| check.state == CheckState::Ok);
        checks.push(machine::system(&places, other_way));
        let found = database::checks(&places).await;
        generation = found.generation;
        checks.extend(found.checks);
        checks.extend(messages::checks(&places).await);
        checks.push(machine::files(&places).await);
    }
    checks.extend(cloud);
    checks.push(machine::versions(generation));
    DoctorReport { checks }
}

#[cfg(all(test, unix))]
mod tests;

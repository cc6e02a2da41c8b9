//! The doctor: what is wrong with this machine's set-up, and what to do about it.

mod database;
mod machine;
mod messages;
mod options;
mod report;

pub use options::DoctorOptions;
pub use report::{Check, CheckState, DoctorReport};

/// The names of the checks.
mod name {
    pub(super) const SYSTEM: &str = "system";
    pub(super) const FULL_DISK_ACCESS: &str = "fullDiskAccess";
    pub(super) const DATABASE: &str = "database";
    pub(super) const AUTOMATION: &str = "automation";
    pub(super) const ACCOUNT: &str = "account";
    pub(super) const FILES: &str = "files";
    pub(super) const VERSIONS: &str = "versions";
}

/// Checks whether local mode can work on this machine: the system, the access to the database, the
/// database itself, whether Messages may be controlled and is signed in, where files can be put,
/// and the versions. Nothing is sent and nothing is written, but for an empty folder that is removed
/// at once. Messages may be started, and macOS may ask whether it may be controlled.
///
/// On other systems than macOS only what is given is looked at.
///
/// Never fails: what is wrong is in the report. Ends within about twice the limit. Dropped, it
/// stops.
pub async fn doctor(options: DoctorOptions) -> DoctorReport {
    let places = options.resolve();
    let mut checks = vec![machine::system(&places)];
    let found = database::checks(&places).await;
    let generation = found.generation;
    checks.extend(found.checks);
    checks.extend(messages::checks(&places).await);
    checks.push(machine::files(&places).await);
    checks.push(machine::versions(generation));
    DoctorReport { checks }
}

#[cfg(all(test, unix))]
mod tests;

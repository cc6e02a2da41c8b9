//! Sending with a stand-in for `osascript` and a database that is written meanwhile.

mod calls;
mod files;
mod mac;
mod outcomes;
mod rows;

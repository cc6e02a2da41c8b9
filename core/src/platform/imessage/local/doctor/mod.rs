//! The doctor: what is wrong with this machine's set-up, and what to do about it.

mod report;

pub use report::{Check, CheckState, DoctorReport};

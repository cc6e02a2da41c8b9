//! What is handled of a partition by a group, as it is kept in the bucket.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use spectrum_imessage::Result;

use crate::error::unknown_form;

/// Numbers are those of the stream of events.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Position {
    /// Counts the takeovers: who writes with a lower one is not the holder any more.
    pub(crate) epoch: u64,
    /// The member that wrote it.
    pub(crate) holder: String,
    /// Everything of the partition up to here is handled.
    pub(crate) floor: u64,
    /// What is handled above the floor.
    #[serde(default)]
    pub(crate) done: BTreeSet<u64>,
    /// Programs have been given events up to here.
    pub(crate) begun: u64,
    /// How often an event that is not handled was given to a program, where that is not once.
    #[serde(default)]
    pub(crate) tries: BTreeMap<u64, u32>,
    /// How many events were given a second time, ever.
    #[serde(default)]
    pub(crate) redelivered: u64,
    /// How many went to the dead letters, ever.
    #[serde(default)]
    pub(crate) dead: u64,
}

/// Where a group begins.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Start {
    /// With what comes after this.
    pub(crate) after: u64,
}

impl Position {
    pub(crate) fn key(group: &str, partition: u32) -> String {
        format!("at.{group}.{partition}")
    }

    pub(crate) fn read(value: &[u8]) -> Result<Self> {
        serde_json::from_slice(value).map_err(|_| unknown_form("the position of a partition"))
    }

    pub(crate) fn write(&self) -> Bytes {
        // Of a plain record, which always can be written.
        serde_json::to_vec(self).unwrap_or_default().into()
    }
}

impl Start {
    pub(crate) fn key(group: &str) -> String {
        format!("start.{group}")
    }

    pub(crate) fn read(value: &[u8]) -> Result<Self> {
        serde_json::from_slice(value).map_err(|_| unknown_form("the start of a group"))
    }

    pub(crate) fn write(self) -> Bytes {
        serde_json::to_vec(&self).unwrap_or_default().into()
    }
}

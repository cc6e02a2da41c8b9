//! Where a call's token comes from.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::error::{Error, Result};
use crate::secret::Secret;

/// A token, and which one in the row of tokens it is.
#[derive(Clone, Debug)]
pub(in super::super) struct Bearer {
    pub(in super::super) token: Secret,
    pub(in super::super) generation: u64,
}

/// Gives tokens, and learns how they fared.
pub(in super::super) trait BearerSource: Send + Sync + 'static {
    /// The token for the next try.
    fn bearer(&self) -> BoxFuture<'_, Result<Bearer>>;

    /// The service took this token.
    fn accepted(&self, bearer: &Bearer);

    /// The service refused this token. `Some` is a newer one for one more try; `None` says that
    /// there is none to be had and the refusal stands.
    fn refused<'a>(&'a self, bearer: &'a Bearer, error: &'a Error)
    -> BoxFuture<'a, Option<Bearer>>;
}

/// The one token of a relay of one's own.
pub(in super::super) struct FixedBearer(Bearer);

impl FixedBearer {
    pub(in super::super) fn new(token: Secret) -> Self {
        Self(Bearer { token, generation: 0 })
    }
}

impl BearerSource for FixedBearer {
    fn bearer(&self) -> BoxFuture<'_, Result<Bearer>> {
        std::future::ready(Ok(self.0.clone())).boxed()
    }

    fn accepted(&self, _: &Bearer) {}

    fn refused<'a>(&'a self, _: &'a Bearer, _: &'a Error) -> BoxFuture<'a, Option<Bearer>> {
        std::future::ready(None).boxed()
    }
}

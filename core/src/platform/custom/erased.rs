//! A definition whatever its type: what the core calls.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;

use super::{Arrivals, Definition, Outgoing, Record, Sent, SpaceRecord};
use crate::content::Picture;
use crate::error::Result;
use crate::space::Space;
use crate::user::User;

/// A definition without a client.
pub(super) trait Start: Send + Sync {
    fn check(&self) -> Result<()>;

    fn connect(&self) -> BoxFuture<'_, Result<Arc<dyn Network>>>;
}

/// A definition with its client. The methods are those of [`Definition`].
pub(super) trait Network: Send + Sync {
    fn space_fields(&self) -> Vec<String>;

    fn destroy(&self) -> BoxFuture<'_, Result<()>>;

    fn resolve_user<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<User>>;

    fn create_space<'a>(
        &'a self,
        users: &'a [User],
        params: &'a Value,
    ) -> BoxFuture<'a, Result<SpaceRecord>>;

    fn get_space<'a>(
        &'a self,
        id: &'a str,
        params: &'a Value,
    ) -> BoxFuture<'a, Result<SpaceRecord>>;

    fn messages<'a>(&'a self, arrivals: &'a Arrivals) -> BoxFuture<'a, Result<()>>;

    fn send<'a>(&'a self, outgoing: Outgoing<'a>) -> BoxFuture<'a, Result<Option<Sent>>>;

    fn get_message<'a>(
        &'a self,
        space: &'a Space,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Record>>>;

    fn get_members<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Vec<User>>>;

    fn get_display_name<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<String>>>;

    fn get_avatar<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<Picture>>>;
}

pub(super) struct Starter<D>(pub(super) Arc<D>);

impl<D: Definition> Start for Starter<D> {
    fn check(&self) -> Result<()> {
        self.0.check()
    }

    fn connect(&self) -> BoxFuture<'_, Result<Arc<dyn Network>>> {
        let definition = Arc::clone(&self.0);
        async move {
            let client = definition.create_client().await?;
            Ok(Arc::new(Connected { definition, client }) as Arc<dyn Network>)
        }
        .boxed()
    }
}

struct Connected<D: Definition> {
    definition: Arc<D>,
    client: D::Client,
}

impl<D: Definition> Network for Connected<D> {
    fn space_fields(&self) -> Vec<String> {
        self.definition.space_fields()
    }

    fn destroy(&self) -> BoxFuture<'_, Result<()>> {
        self.definition.destroy_client(&self.client).boxed()
    }

    fn resolve_user<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<User>> {
        self.definition.resolve_user(&self.client, id).boxed()
    }

    fn create_space<'a>(
        &'a self,
        users: &'a [User],
        params: &'a Value,
    ) -> BoxFuture<'a, Result<SpaceRecord>> {
        self.definition.create_space(&self.client, users, params).boxed()
    }

    fn get_space<'a>(
        &'a self,
        id: &'a str,
        params: &'a Value,
    ) -> BoxFuture<'a, Result<SpaceRecord>> {
        self.definition.get_space(&self.client, id, params).boxed()
    }

    fn messages<'a>(&'a self, arrivals: &'a Arrivals) -> BoxFuture<'a, Result<()>> {
        self.definition.messages(&self.client, arrivals).boxed()
    }

    fn send<'a>(&'a self, outgoing: Outgoing<'a>) -> BoxFuture<'a, Result<Option<Sent>>> {
        self.definition.send(&self.client, outgoing).boxed()
    }

    fn get_message<'a>(
        &'a self,
        space: &'a Space,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Record>>> {
        self.definition.get_message(&self.client, space, id).boxed()
    }

    fn get_members<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Vec<User>>> {
        self.definition.get_members(&self.client, space).boxed()
    }

    fn get_display_name<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<String>>> {
        self.definition.get_display_name(&self.client, space).boxed()
    }

    fn get_avatar<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<Picture>>> {
        self.definition.get_avatar(&self.client, space).boxed()
    }
}

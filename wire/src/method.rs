//! What a call is made of.

use std::marker::PhantomData;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<Q, A> {
            path: &'static str,
            types: PhantomData<fn(Q) -> A>,
        }

        impl<Q, A> $name<Q, A> {
            pub(crate) const fn new(path: &'static str) -> Self {
                Self { path, types: PhantomData }
            }

            /// Where it is made: `/package.Service/Method`.
            #[must_use]
            pub const fn path(&self) -> &'static str {
                self.path
            }
        }

        impl<Q, A> Clone for $name<Q, A> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<Q, A> Copy for $name<Q, A> {}
    )*};
}

kinds! {
    /// A call with one request and one answer.
    Unary;
    /// A call with one request and a stream of answers.
    Streamed;
}

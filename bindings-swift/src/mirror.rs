//! Enums and records that are the same on both sides of the boundary.

/// Declares an enum with the variants of one of the core, and both conversions. They match
/// exhaustively.
macro_rules! mirror {
    ($(#[$meta:meta])* $name:ident = $core:ty { $($(#[$doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
        pub enum $name {
            $($(#[$doc])* $variant),+
        }

        impl From<$core> for $name {
            fn from(value: $core) -> Self {
                match value { $(<$core>::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for $core {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}

/// Declares a record with the fields of one of the core, and both conversions. Both name every
/// field.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident = $core:ident { $($(#[$doc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, uniffi::Record)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type),+
        }

        impl From<$core> for $name {
            fn from($core { $($field),+ }: $core) -> Self {
                Self { $($field),+ }
            }
        }

        impl From<$name> for $core {
            fn from($name { $($field),+ }: $name) -> Self {
                Self { $($field),+ }
            }
        }
    };
}

pub(crate) use {mirror, record};

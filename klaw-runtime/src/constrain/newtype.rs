//! [`constructors!`](crate::constructors): what makes a newtype with rules a type whose values keep them.

/// Gives a newtype with `#[constrain(..)]` the ways in that check its rules, and the ways out.
///
/// The field stays private, so a value that breaks its rule cannot exist outside of the newtype's module.
///
/// * `new`, `TryFrom` and `FromStr` check and say what is wrong; `literal` (numbers) checks in const
///   context, where a bad literal does not compile.
/// * `get`, `Deref`, `AsRef`, `Display`, and `From` the newtype into its inner type.
///
/// ```
/// use klaw_runtime::WireMessage;
///
/// #[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
/// #[wire(transparent, frozen)]
/// #[constrain(ge = 1, le = 9)]
/// pub struct Priority(u8);
/// klaw_runtime::constructors!(Priority(u8));
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// const URGENT: Priority = Priority::literal(9);
/// assert_eq!(Priority::new(9)?, URGENT);
/// assert_eq!("9".parse::<Priority>()?.get(), 9);
/// assert_eq!(Priority::try_from(10).unwrap_err().to_string(), "Expected `int` <= 9");
/// # Ok(())
/// # }
/// ```
///
/// ```compile_fail
/// # use klaw_runtime::ChannelCapacity;
/// const EMPTY: ChannelCapacity = ChannelCapacity::literal(0);
/// ```
#[macro_export]
macro_rules! constructors {
    ($name:ident(String)) => {
        impl $name {
            /// A value that keeps the rules.
            ///
            /// # Errors
            /// The rule that `value` breaks.
            pub fn new(value: impl ::core::convert::Into<::std::string::String>) -> ::core::result::Result<Self, $crate::Error> {
                let value = Self(::core::convert::Into::into(value));
                $crate::Validate::validate(&value)?;
                ::core::result::Result::Ok(value)
            }

            /// The text.
            #[must_use]
            pub fn get(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::TryFrom<::std::string::String> for $name {
            type Error = $crate::Error;

            fn try_from(value: ::std::string::String) -> ::core::result::Result<Self, $crate::Error> {
                Self::new(value)
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::Error;

            fn try_from(value: &str) -> ::core::result::Result<Self, $crate::Error> {
                Self::new(value)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::Error> {
                Self::new(text)
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        $crate::constructors!(@shared $name(::std::string::String));
    };
    ($name:ident($inner:ty)) => {
        impl $name {
            /// A value that keeps the rules.
            ///
            /// # Errors
            /// The rule that `value` breaks.
            pub fn new(value: $inner) -> ::core::result::Result<Self, $crate::Error> {
                let value = Self(value);
                $crate::Validate::validate(&value)?;
                ::core::result::Result::Ok(value)
            }

            /// The value for a constant: one that breaks the rules does not compile.
            ///
            /// # Panics
            /// Outside of const context, if `value` breaks the rules; use `new` there.
            #[must_use]
            pub const fn literal(value: $inner) -> Self {
                $crate::private::assert_number(<Self as $crate::WireMessage>::SCHEMA, value as i128, value as f64);
                Self(value)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl ::core::convert::TryFrom<$inner> for $name {
            type Error = $crate::Error;

            fn try_from(value: $inner) -> ::core::result::Result<Self, $crate::Error> {
                Self::new(value)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::Error> {
                match ::core::str::FromStr::from_str(text) {
                    ::core::result::Result::Ok(value) => Self::new(value),
                    ::core::result::Result::Err(error) => ::core::result::Result::Err($crate::Error::custom(
                        ::core::format_args!("`{text}` is no {}: {error}", ::core::stringify!($inner)),
                    )),
                }
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl ::core::convert::AsRef<$inner> for $name {
            fn as_ref(&self) -> &$inner {
                &self.0
            }
        }

        $crate::constructors!(@shared $name($inner));
    };
    (@shared $name:ident($inner:ty)) => {
        impl ::core::convert::From<$name> for $inner {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

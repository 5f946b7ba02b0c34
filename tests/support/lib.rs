//! What the test binaries share.

pub mod assert;
pub mod damage;
#[cfg(any(test, doctest))]
mod docs;
pub mod elsewhere;
pub mod exported;
pub mod from_python;
pub mod fuzz;
pub mod json_types;
#[cfg(doctest)]
mod late;
#[cfg(test)]
mod links;
pub mod services;
pub mod view;
pub mod wire_types;

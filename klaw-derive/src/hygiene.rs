//! `quote!` whose locals no expression of the user's sees: what they write in an attribute stands in the middle of generated
//! code, where the encoder's sink is in scope, and generated code vouches for all that goes to the sink.

/// As `quote::quote!`, at the mixed site: locals and labels are the derive's own, and everything else is found where the item
/// stands. An identifier that is made by hand, and names a local, asks for `Span::mixed_site()` itself.
macro_rules! quote {
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*)
    };
}

pub(crate) use quote;

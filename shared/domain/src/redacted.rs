//! Personal data in logs: none.

/// Implements `Debug` for types that hold personal data: it shows their names, and nothing of what
/// is in them.
#[macro_export]
macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )+};
}

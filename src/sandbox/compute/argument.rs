//! What an operation is given.

/// One argument of an operation.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Argument {
    /// `undefined` and `null`.
    Missing,
    /// A boolean.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// The bytes of a buffer, in the machine's order.
    Bytes(Vec<u8>),
}

/// The text at a place.
pub(super) fn text(arguments: &[Argument], place: usize) -> Option<&str> {
    match arguments.get(place)? {
        Argument::Text(text) => Some(text),
        _ => None,
    }
}

/// The bytes at a place.
pub(super) fn bytes(arguments: &[Argument], place: usize) -> Option<&[u8]> {
    match arguments.get(place)? {
        Argument::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

/// The count at a place; `None` for anything but a whole number below 2^32.
pub(super) fn count(arguments: &[Argument], place: usize) -> Option<u32> {
    match arguments.get(place)? {
        Argument::Number(number) if number.fract() == 0.0 && (0.0..=4_294_967_295.0).contains(number) =>
        {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it was just checked"
            )]
            Some(*number as u32)
        }
        _ => None,
    }
}

/// True where a true flag stands at a place.
pub(super) fn flag(arguments: &[Argument], place: usize) -> bool {
    matches!(arguments.get(place), Some(Argument::Flag(true)))
}

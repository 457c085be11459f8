//! How a view and what it shows become each other, field by field.

/// Declares both ways between a view and what it shows; fields are copied, those behind `into` are converted.
macro_rules! mirror {
    ($View:ident, $Shown:ident { $($field:ident),+ } $(into { $($kind:ident),+ })?) => {
        impl From<&$Shown> for $View {
            fn from(shown: &$Shown) -> Self {
                Self { $($field: shown.$field.clone(),)+ $($($kind: shown.$kind.into(),)+)? }
            }
        }

        impl From<&$View> for $Shown {
            fn from(view: &$View) -> Self {
                Self { $($field: view.$field.clone(),)+ $($($kind: view.$kind.into(),)+)? }
            }
        }
    };
}

/// Declares both ways between two lists of words.
macro_rules! mirror_words {
    ($View:ident, $Shown:ident { $($word:ident),+ }) => {
        impl From<$Shown> for $View {
            fn from(shown: $Shown) -> Self {
                match shown { $($Shown::$word => Self::$word),+ }
            }
        }

        impl From<$View> for $Shown {
            fn from(view: $View) -> Self {
                match view { $($View::$word => Self::$word),+ }
            }
        }
    };
}

/// A list of which each entry is converted.
pub(super) fn each<'a, From, To: std::convert::From<&'a From>>(list: &'a [From]) -> Vec<To> {
    list.iter().map(To::from).collect()
}

pub(super) use {mirror, mirror_words};

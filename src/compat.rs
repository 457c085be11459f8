//! Whose behaviour counts: today's Postman, or newman 6.2 exactly (`--compat newman`).
//!
//! [`Compat`] is asked at the edges by named questions, one for each behaviour that differs. A question says what
//! the program does, so that its answer can change for one behaviour without a search through the tree.
//!
//! # Design
//!
//! 2026-11-30: one type instead of a flag in every room. Rejected: a trait with two implementations, since most
//! rooms ask one question and would have to carry the whole of it.

/// Whose verdicts, counts and reports a run follows (`docs/compatibility.md` lists what differs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compat {
    /// Today's Postman; newman's where it does not hide a failure.
    #[default]
    Postman,
    /// newman 6.2's exactly, its lost failures included.
    Newman,
}

impl Compat {
    /// True when newman's answer is wanted, whatever it hides. Ask a named question where there is one.
    pub fn is_newman(self) -> bool {
        self == Self::Newman
    }

    /// True when an OAuth 2.0 token is fetched and refreshed; newman sends such a request unsigned.
    pub fn fetches_tokens(self) -> bool {
        !self.is_newman()
    }

    /// True when `{{vault:name}}` is looked up; newman knows no vault: there the name stays as written.
    pub fn knows_vault(self) -> bool {
        !self.is_newman()
    }

    /// True when a compressed body that breaks off counts as whole; by default it fails its request.
    pub fn takes_cut_bodies(self) -> bool {
        self.is_newman()
    }

    /// True when a request of any method is sent again whose kept connection closed before a byte of an answer came;
    /// newman sends none again but idempotent ones.
    pub fn resends_any_method(self) -> bool {
        !self.is_newman()
    }

    /// True when an exception in a timer or a callback fails its script; newman exits with 0.
    pub fn fails_on_uncaught_errors(self) -> bool {
        !self.is_newman()
    }

    /// True when a `setNextRequest` that names no request is told of.
    pub fn warns_of_lost_next_request(self) -> bool {
        !self.is_newman()
    }
}

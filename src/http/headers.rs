//! Header lists, which keep the case and the order of names, and repeated names.

/// A header line. Each character of the value is a byte on the wire (Latin-1), as Node.js shows it to scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name, in its own case.
    pub name: String,
    /// The value, not trimmed.
    pub value: String,
    /// True when the runner added it, false when the user did.
    pub system: bool,
}

/// Headers in order. A look-up ignores case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<Header>);

impl Headers {
    /// The value of the first header with this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }

    /// The values of all headers with this name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }

    /// True when there is a header with this name.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// True when the headers say that the body comes in chunks.
    pub fn are_chunked(&self) -> bool {
        self.all("transfer-encoding").any(|value| value.to_ascii_lowercase().contains("chunked"))
    }

    /// Adds a header at the end.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push(Header { name: name.into(), value: value.into(), system: false });
    }

    /// Adds a header after the last one with exactly this name, or else at the end.
    ///
    /// Source: newman 6.2.2 shows the repeated headers of a response together, in the place of the first.
    pub(super) fn push_beside(&mut self, name: &str, value: String) {
        let last = self.0.iter().rposition(|header| header.name == name);
        let at = last.map_or(self.0.len(), |last| last + 1);
        self.0.insert(at, Header { name: name.to_owned(), value, system: false });
    }

    /// Adds a header that the runner makes, not the user.
    pub fn push_system(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push(Header { name: name.into(), value: value.into(), system: true });
    }

    /// Sets the value of the header with this name. The header keeps its place and the case of its name; a new one is
    /// added at the end.
    pub fn set_system(&mut self, name: &str, value: impl Into<String>) {
        match self.0.iter_mut().find(|header| header.name.eq_ignore_ascii_case(name)) {
            Some(header) => header.value = value.into(),
            None => self.push_system(name, value),
        }
    }

    /// Like [`Headers::set_system`], and removes further headers with this name.
    pub fn set_only(&mut self, name: &str, value: impl Into<String>) {
        self.set_system(name, value);
        let mut first = true;
        self.0.retain(|header| {
            let same = header.name.eq_ignore_ascii_case(name);
            let stays = !same || first;
            first &= !same;
            stays
        });
    }

    /// Moves the headers with this name to the end.
    pub fn move_last(&mut self, name: &str) {
        // The sort is stable, so all other headers keep their order.
        self.0.sort_by_key(|header| header.name.eq_ignore_ascii_case(name));
    }

    /// Removes every header with this name.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|header| !header.name.eq_ignore_ascii_case(name));
    }

    /// The headers in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Header> {
        self.0.iter()
    }

    /// The number of header lines.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is no header.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The length of the header lines on the wire. Units: bytes.
    pub fn wire_bytes(&self) -> usize {
        self.0.iter().map(|header| header.name.len() + header.value.chars().count() + 4).sum()
    }
}

impl FromIterator<Header> for Headers {
    fn from_iter<I: IntoIterator<Item = Header>>(headers: I) -> Self {
        Self(headers.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Headers {
    type Item = &'a Header;
    type IntoIter = std::slice::Iter<'a, Header>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

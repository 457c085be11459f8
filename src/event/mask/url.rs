//! URLs: the password of their user, the values of their parameters, the segments of their paths.

use std::borrow::Cow;

use super::{Masker, owned};
use crate::event::UrlView;
use crate::secret::MASK;

impl Masker<'_> {
    /// A URL in parts.
    pub(super) fn url(&self, url: &UrlView) -> Option<UrlView> {
        let mut masked = Cow::Borrowed(url);
        if let Some((user, Some(password))) = &url.auth
            && !password.is_empty()
            && password != MASK
        {
            masked.to_mut().auth = Some((user.clone(), Some(MASK.to_owned())));
        }
        if let Some(path) =
            url.path.as_ref().and_then(|path| self.each(path, |masker, part| masker.value(part)))
        {
            masked.to_mut().path = Some(path);
        }
        for (at, param) in url.query.iter().flatten().enumerate() {
            if let Some(value) = param.value.as_deref().and_then(|value| self.value(value))
                && let Some(param) = masked.to_mut().query.as_mut().and_then(|query| query.get_mut(at))
            {
                param.value = Some(value);
            }
        }
        for (at, variable) in url.variables.iter().enumerate() {
            if let Some(value) = variable.value.as_deref().and_then(|value| self.value(value)) {
                masked.to_mut().variables[at].value = Some(value);
            }
        }
        if let Some(hash) = url.hash.as_deref().and_then(|hash| self.value(hash)) {
            masked.to_mut().hash = Some(hash);
        }
        owned(masked)
    }

    /// A URL as text.
    pub(super) fn url_text(&self, text: &str) -> Option<String> {
        let masked = without_password(text);
        let shown = masked.as_deref().unwrap_or(text);
        let whole = self.parts(shown, &['/', '?', '&', '=', '#']);
        let shown = whole.as_deref().unwrap_or(shown);
        self.text(shown).or(whole).or(masked)
    }

    /// A text in which each part between the separators is a value.
    pub(super) fn parts(&self, text: &str, separators: &[char]) -> Option<String> {
        if !self.0.has_short() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut found = false;
        for piece in text.split_inclusive(separators) {
            let value = piece.trim_end_matches(separators);
            // What stands before an equals sign is a name.
            if self.0.is_value(value) && !piece.ends_with('=') {
                found = true;
                out.push_str(MASK);
                out.push_str(&piece[value.len()..]);
            } else {
                out.push_str(piece);
            }
        }
        found.then_some(out)
    }
}

/// `http://user:password@host/` → `http://user:********@host/`
fn without_password(text: &str) -> Option<String> {
    let start = text.find("://").map_or(0, |at| at + 3);
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
    let (userinfo, _) = text[start..end].rsplit_once('@')?;
    let (user, password) = userinfo.split_once(':')?;
    let from = start + user.len() + 1;
    (!password.is_empty() && password != MASK)
        .then(|| format!("{}{MASK}{}", &text[..from], &text[from + password.len()..]))
}

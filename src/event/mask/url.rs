//! URLs: the password of their user, the values of their parameters, the segments of their paths.

use std::borrow::Cow;

use super::{Masker, owned};
use crate::collection::Url;
use crate::event::UrlView;
use crate::secret::{MASK, SHORTEST_IN_TEXT};

/// The longest form of a short secret: each character as four bytes, URL-encoded. Units: bytes.
const LONGEST_VALUE: usize = SHORTEST_IN_TEXT * 4 * "%00".len();

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
            // What stands alone between two `&` is a value.
            if param.value.is_none()
                && let Some(key) = param.key.as_deref().and_then(|key| self.value(key))
                && let Some(param) = masked.to_mut().query.as_mut().and_then(|query| query.get_mut(at))
            {
                param.key = Some(key);
            }
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
        if self.0.has_long()
            && let Some(text) = self.text(&Url::from(&*masked).to_string())
        {
            self.split_anew(masked.to_mut(), &text);
        }
        owned(masked)
    }

    /// The parts of a URL whose text is masked: a long secret may be a host or a name, or reach over several parts.
    fn split_anew(&self, url: &mut UrlView, text: &str) {
        let text = UrlView::from(&Url::parse(text));
        let variables = std::mem::take(&mut url.variables);
        let unsent = url.query.take().into_iter().flatten().filter(|param| param.disabled);
        let unsent: Vec<_> = unsent
            .map(|mut param| {
                param.key = param.key.map(|key| self.text(&key).unwrap_or(key));
                param
            })
            .collect();
        *url = UrlView { variables, ..text };
        if !unsent.is_empty() {
            url.query.get_or_insert_default().extend(unsent);
        }
    }

    /// A URL as text.
    pub(super) fn url_text(&self, text: &str) -> Option<String> {
        let masked = without_password(text);
        let shown = masked.as_deref().unwrap_or(text);
        let whole = self.parts(shown, &['/', '?', '&', '=', '#']);
        let shown = whole.as_deref().unwrap_or(shown);
        self.text(shown).or(whole).or(masked)
    }

    /// A text in which each part between the separators is a value; a value may hold separators itself.
    pub(super) fn parts(&self, text: &str, separators: &[char]) -> Option<String> {
        if !self.0.has_short() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let (mut done, mut at) = (0, 0);
        while at < text.len() {
            if let Some(length) = self.value_at(&text[at..], separators) {
                out.push_str(&text[done..at]);
                out.push_str(MASK);
                at += length;
                done = at;
            }
            at = text[at..].find(separators).map_or(text.len(), |separator| at + separator + 1);
        }
        (done > 0).then(|| out + &text[done..])
    }

    /// How long the longest value is with which the text begins, if a part ends behind it.
    fn value_at(&self, text: &str, separators: &[char]) -> Option<usize> {
        // What stands before an equals sign is a name.
        let ends = text.match_indices(separators).filter(|(_, separator)| *separator != "=");
        let ends = ends.map(|(at, _)| at).take_while(|end| *end <= LONGEST_VALUE);
        let whole = Some(text.len()).filter(|end| *end <= LONGEST_VALUE);
        ends.chain(whole).filter(|end| self.0.is_value(&text[..*end])).last()
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

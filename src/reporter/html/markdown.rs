//! Descriptions: Markdown to HTML that can do no harm.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::shown;

/// The description as HTML. What is HTML in it is shown as text; pictures are never loaded; links lead to the web or
/// to a mailbox, or nowhere, and only when `links` says so.
pub(super) fn to_html(markdown: &str, links: bool) -> String {
    let markdown = &*shown::lines(markdown);
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    // Links do not nest.
    let mut is_link = false;
    let safe = events.filter_map(move |event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            is_link = links && is_harmless(dest_url);
            is_link.then_some(event)
        }
        Event::End(TagEnd::Link) => is_link.then_some(event),
        Event::Start(Tag::Image { .. }) => Some(Event::Text(CowStr::from("🖼 "))),
        Event::End(TagEnd::Image) => None,
        other => Some(other),
    });
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, safe);
    out
}

fn is_harmless(url: &str) -> bool {
    let url = url.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_markdown_is_text() {
        assert_eq!(
            to_html("**a** <script>x</script>", true),
            "<p><strong>a</strong> &lt;script&gt;x&lt;/script&gt;</p>\n"
        );
    }

    #[test]
    fn links_lead_to_the_web_only_and_only_when_wanted() {
        assert_eq!(to_html("[a](https://x)", true), "<p><a href=\"https://x\">a</a></p>\n");
        assert_eq!(to_html("[a](https://x)", false), "<p>a</p>\n");
        assert_eq!(to_html("[a](javascript:alert(1))", true), "<p>a</p>\n");
        assert!(!to_html("![a](https://x/y.png)", true).contains("img"));
    }
}

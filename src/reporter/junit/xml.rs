//! XML with two blanks for each level, its attributes escaped as newman's builder escapes them.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesCData, BytesDecl, BytesEnd, BytesStart, Event};
use quick_xml::name::QName;

/// A document on its way.
pub(super) struct Xml<'o>(Writer<&'o mut dyn Write>);

/// Names and values, not escaped yet.
pub(super) type Attributes<'a> = [(&'static str, Cow<'a, str>)];

impl<'o> Xml<'o> {
    /// Begins a document.
    pub(super) fn new(out: &'o mut dyn Write) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self(writer))
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.0.write_event(Event::Start(element(name, attributes)))
    }

    /// Closes the element.
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.0.write_event(Event::Empty(element(name, attributes)))
    }

    /// Writes an element that holds a text.
    pub(super) fn text(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.cdata(text)?;
        self.close(name)
    }

    /// Writes CDATA; a text that would end it is split over two sections.
    pub(super) fn cdata(&mut self, text: &str) -> io::Result<()> {
        for section in BytesCData::escaped(&legal(text)) {
            self.0.write_event(Event::CData(section))?;
        }
        Ok(())
    }

    /// Begins a line before CDATA.
    pub(super) fn line(&mut self) -> io::Result<()> {
        self.0.write_indent()
    }

    /// Closes an element whose last line is CDATA.
    pub(super) fn close_on_new_line(&mut self, name: &str) -> io::Result<()> {
        // Writes nothing; it lets the writer forget that CDATA came last, behind which it begins no line.
        self.0.write_event(Event::Eof)?;
        self.close(name)
    }

    /// Writes as it is, outside of all elements.
    pub(super) fn raw(&mut self, text: &str) -> io::Result<()> {
        self.0.get_mut().write_all(text.as_bytes())
    }
}

fn element<'n>(name: &'n str, attributes: &Attributes<'_>) -> BytesStart<'n> {
    let attributes = attributes
        .iter()
        .map(|(name, value)| Attribute { key: QName(name), value: Cow::Owned(escaped(value)) });
    BytesStart::new(name).with_attributes(attributes)
}

/// Without the characters that XML 1.0 cannot hold.
fn legal(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')))
        .collect()
}

/// For an attribute in double quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in legal(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
    out
}

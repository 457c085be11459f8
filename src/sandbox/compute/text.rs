//! `TextEncoder` and `TextDecoder`, and texts as the words of crypto-js.

use encoding_rs::Encoding;

use super::super::host_value::HostValue;

/// The name of the encoding that a label stands for.
pub(super) fn label(label: &str) -> Option<HostValue> {
    Some(HostValue::Text(encoding(label)?.name().to_ascii_lowercase()))
}

fn encoding(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// The text; `None` where a fatal decoder meets malformed bytes. `keeps_mark` leaves a byte order mark in the text.
pub(super) fn decode(label: &str, fatal: bool, keeps_mark: bool, bytes: &[u8]) -> Option<HostValue> {
    let encoding = encoding(label)?;
    let (decoded, malformed) = if keeps_mark {
        encoding.decode_without_bom_handling(bytes)
    } else {
        encoding.decode_with_bom_removal(bytes)
    };
    (!(fatal && malformed)).then(|| HostValue::Text(decoded.into_owned()))
}

/// How many bytes the text has as UTF-8.
#[expect(clippy::cast_precision_loss, reason = "no text is that long")]
pub(super) fn length(text: &str) -> HostValue {
    HostValue::Number(text.len() as f64)
}

/// The text's bytes as big-endian words, padded with zeros, in the machine's order.
pub(super) fn words(text: &str) -> Vec<u8> {
    let (whole, rest) = text.as_bytes().as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    let last = (!rest.is_empty()).then_some(last);
    whole.iter().copied().chain(last).flat_map(|word| u32::from_be_bytes(word).to_ne_bytes()).collect()
}

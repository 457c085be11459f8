//! `TextEncoder` and `TextDecoder`, and texts as the words of crypto-js.

use encoding_rs::Encoding;

use super::super::reply::Reply;
use super::argument::{Argument, bytes, flag, text as text_at};

pub(super) fn text(member: &str, arguments: &[Argument]) -> Option<Reply> {
    match member {
        "encode" => Some(Reply::Bytes(text_at(arguments, 0)?.as_bytes().to_vec().into())),
        "label" => Some(Reply::Text(encoding(arguments)?.name().to_ascii_lowercase())),
        "decode" => decode(arguments),
        "words" => Some(Reply::Bytes(words(text_at(arguments, 0)?).into())),
        #[expect(clippy::cast_precision_loss, reason = "no text is that long")]
        "length" => Some(Reply::Number(text_at(arguments, 0)?.len() as f64)),
        _ => None,
    }
}

fn encoding(arguments: &[Argument]) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(text_at(arguments, 0)?.as_bytes())
}

/// `(encoding, fatal, keeps a byte order mark, bytes)`; `None` where a fatal decoder meets malformed bytes.
fn decode(arguments: &[Argument]) -> Option<Reply> {
    let (encoding, fatal) = (encoding(arguments)?, flag(arguments, 1));
    let bytes = bytes(arguments, 3)?;
    let (decoded, malformed) = if flag(arguments, 2) {
        encoding.decode_without_bom_handling(bytes)
    } else {
        encoding.decode_with_bom_removal(bytes)
    };
    (!(fatal && malformed)).then(|| Reply::Text(decoded.into_owned()))
}

/// The text's bytes as big-endian words, padded with zeros, in the machine's order.
fn words(text: &str) -> Vec<u8> {
    let (whole, rest) = text.as_bytes().as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    let last = (!rest.is_empty()).then_some(last);
    whole.iter().copied().chain(last).flat_map(|word| u32::from_be_bytes(word).to_ne_bytes()).collect()
}

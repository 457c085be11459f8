//! What scripts' globals and libraries leave to native code: pure computation, values in, values out.
//!
//! Knows no JavaScript engine and no script; touches nothing outside its arguments. Entry point: [`compute`].
//!
//! # Design
//!
//! 2026-11-25: bytes and texts cross the border whole, once for each operation. Host objects that live longer (a
//! hasher, a parsed URL) were rejected: they would need an owner and an end on both sides.

mod argument;
mod cipher;
mod collate;
mod compress;
mod digest;
mod text;
mod url;

pub(super) use argument::Argument;

use super::reply::Reply;

/// Carries out one operation. `Nothing` is the answer where it cannot be done; unknown operations do nothing.
pub(super) fn compute(operation: &str, arguments: &[Argument]) -> Reply {
    let (family, member) = operation.split_once('.').unwrap_or((operation, ""));
    let answer = match family {
        "url" => url::url(member, arguments),
        "query" => url::query(member, arguments),
        "text" => text::text(member, arguments),
        "digest" => digest::digest(arguments),
        "hmac" => digest::hmac(arguments),
        "pbkdf2" => digest::pbkdf2(arguments),
        "hkdf" => digest::hkdf(arguments),
        "blocks" => digest::blocks(member, arguments),
        "aes" => cipher::aes(arguments),
        "compress" => compress::compress(arguments),
        "decompress" => compress::decompress(arguments),
        "collate" => collate::collate(arguments),
        _ => None,
    };
    answer.unwrap_or(Reply::Nothing)
}

#[cfg(test)]
mod tests;

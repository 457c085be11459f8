//! Addresses of pictures.

use super::{Dynamic, person};

/// The image service that Postman's values use.
const SERVICE: &str = "http://placeimg.com/640/480";
const CATEGORIES: &[&str] = &[
    "abstract",
    "animals",
    "business",
    "cats",
    "city",
    "food",
    "nightlife",
    "fashion",
    "people",
    "nature",
    "sports",
    "transport",
];

pub(super) fn value(dynamic: &mut Dynamic, name: &str) -> Option<String> {
    match name {
        "randomImageUrl" => return Some(SERVICE.to_owned()),
        "randomImageDataUri" => return Some(data_uri()),
        "randomAvatarImage" => {
            let name = person::first_name(dynamic).to_lowercase();
            return Some(format!("https://cdn.fakercloud.com/avatars/{name}_128.jpg"));
        }
        _ => {}
    }
    let word = name.strip_prefix("random")?.strip_suffix("Image")?;
    let category = CATEGORIES.iter().find(|category| is_capitalised(word, category))?;
    Some(format!("{SERVICE}/{category}"))
}

fn is_capitalised(word: &str, category: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word[1..] == category[1..]
        && word.eq_ignore_ascii_case(category)
}

/// An image as a data URI: a grey rectangle with its size as a text.
fn data_uri() -> String {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"480\">\
        <rect width=\"100%\" height=\"100%\" fill=\"grey\"/><text x=\"320\" y=\"240\">640x480</text></svg>";
    let encoded = percent_encoding::utf8_percent_encode(svg, percent_encoding::NON_ALPHANUMERIC);
    format!("data:image/svg+xml;charset=UTF-8,{encoded}")
}

//! Words, phrases, and meaningless Latin.

use super::{Dynamic, business, person, place};

const ABBREVIATIONS: &[&str] = &[
    "TCP", "HTTP", "SDD", "RAM", "GB", "CSS", "SSL", "AGP", "SQL", "FTP", "PCI", "AI", "ADP", "RSS", "XML",
    "EXE", "COM", "HDD", "THX", "SMTP", "SMS", "USB", "PNG", "SAS", "IB", "SCSI", "JSON", "XSS", "JBOD",
];
const ADJECTIVES: &[&str] = &[
    "auxiliary",
    "primary",
    "back-end",
    "digital",
    "open-source",
    "virtual",
    "cross-platform",
    "redundant",
    "online",
    "haptic",
    "multi-byte",
    "bluetooth",
    "wireless",
    "1080p",
    "neural",
    "optical",
    "solid state",
    "mobile",
];
const NOUNS: &[&str] = &[
    "driver",
    "protocol",
    "bandwidth",
    "panel",
    "microchip",
    "program",
    "port",
    "card",
    "array",
    "interface",
    "system",
    "sensor",
    "firewall",
    "hard drive",
    "pixel",
    "alarm",
    "feed",
    "monitor",
    "application",
    "transmitter",
    "bus",
    "circuit",
    "capacitor",
    "matrix",
];
const VERBS: &[&str] = &[
    "back up",
    "bypass",
    "hack",
    "override",
    "compress",
    "copy",
    "navigate",
    "index",
    "connect",
    "generate",
    "quantify",
    "calculate",
    "synthesize",
    "input",
    "transmit",
    "program",
    "reboot",
    "parse",
];
const ING_VERBS: &[&str] = &[
    "backing up",
    "bypassing",
    "hacking",
    "overriding",
    "compressing",
    "copying",
    "navigating",
    "indexing",
    "connecting",
    "generating",
    "quantifying",
    "calculating",
    "synthesizing",
    "inputting",
    "transmitting",
    "programming",
    "rebooting",
    "parsing",
];
const COLORS: &[&str] = &[
    "red",
    "green",
    "blue",
    "yellow",
    "purple",
    "mint green",
    "teal",
    "white",
    "black",
    "orange",
    "pink",
    "grey",
    "maroon",
    "violet",
    "turquoise",
    "tan",
    "sky blue",
    "salmon",
    "plum",
    "orchid",
    "olive",
    "magenta",
    "lime",
    "ivory",
    "indigo",
    "gold",
    "fuchsia",
    "cyan",
    "azure",
    "lavender",
    "silver",
];
const LATIN: &[&str] = &[
    "a",
    "ab",
    "accusamus",
    "ad",
    "alias",
    "aliquam",
    "amet",
    "animi",
    "aperiam",
    "asperiores",
    "at",
    "atque",
    "aut",
    "autem",
    "beatae",
    "blanditiis",
    "commodi",
    "consequatur",
    "corporis",
    "culpa",
    "cum",
    "cupiditate",
    "debitis",
    "delectus",
    "deserunt",
    "dicta",
    "dolor",
    "dolore",
    "dolorem",
    "ducimus",
    "ea",
    "eaque",
    "eius",
    "eligendi",
    "enim",
    "eos",
    "error",
    "esse",
    "est",
    "et",
    "eum",
    "eveniet",
    "ex",
    "excepturi",
    "exercitationem",
    "explicabo",
    "facere",
    "facilis",
    "fuga",
    "fugiat",
    "harum",
    "hic",
    "id",
    "illo",
    "impedit",
    "in",
    "incidunt",
    "ipsa",
    "ipsum",
    "iste",
    "iure",
    "iusto",
    "labore",
    "laborum",
    "laudantium",
    "libero",
    "magnam",
    "magni",
    "maiores",
    "maxime",
    "minima",
    "minus",
    "modi",
    "molestiae",
    "mollitia",
    "nam",
    "natus",
    "nemo",
    "nihil",
    "nisi",
    "nobis",
    "non",
    "nostrum",
    "nulla",
    "numquam",
    "odio",
    "odit",
    "officia",
    "omnis",
    "optio",
    "pariatur",
    "perferendis",
    "placeat",
    "porro",
    "possimus",
    "praesentium",
    "quae",
    "quam",
    "quas",
    "quasi",
    "qui",
    "quia",
    "quidem",
    "quis",
    "quo",
    "quod",
    "ratione",
    "recusandae",
    "rem",
    "repellat",
    "rerum",
    "saepe",
    "sapiente",
    "sed",
    "sequi",
    "similique",
    "sint",
    "sit",
    "soluta",
    "sunt",
    "suscipit",
    "tempora",
    "tenetur",
    "totam",
    "ullam",
    "unde",
    "ut",
    "vel",
    "velit",
    "veniam",
    "veritatis",
    "vero",
    "vitae",
    "voluptas",
    "voluptatem",
];

pub(super) fn value(dynamic: &mut Dynamic, name: &str) -> Option<String> {
    Some(match name {
        "randomAbbreviation" => dynamic.pick(ABBREVIATIONS).to_owned(),
        "randomAdjective" => dynamic.pick(ADJECTIVES).to_owned(),
        "randomNoun" => dynamic.pick(NOUNS).to_owned(),
        "randomVerb" => dynamic.pick(VERBS).to_owned(),
        "randomIngverb" => dynamic.pick(ING_VERBS).to_owned(),
        "randomColor" => dynamic.pick(COLORS).to_owned(),
        "randomWord" => word(dynamic),
        "randomWords" => {
            let count = dynamic.between(2, 5);
            (0..count).map(|_| word(dynamic)).collect::<Vec<_>>().join(" ")
        }
        "randomPhrase" => phrase(dynamic),
        _ => return lorem(dynamic, name),
    })
}

fn lorem(dynamic: &mut Dynamic, name: &str) -> Option<String> {
    Some(match name {
        "randomLoremWord" => dynamic.pick(LATIN).to_owned(),
        "randomLoremWords" => latin(dynamic, 3, " "),
        "randomLoremSlug" => latin(dynamic, 3, "-"),
        "randomLoremSentence" => sentence(dynamic),
        "randomLoremSentences" => sentences(dynamic, 2, 6, " "),
        "randomLoremParagraph" => sentences(dynamic, 3, 6, " "),
        "randomLoremParagraphs" => {
            (0..3).map(|_| sentences(dynamic, 3, 6, " ")).collect::<Vec<_>>().join("\n \r")
        }
        "randomLoremLines" => sentences(dynamic, 1, 5, "\n"),
        "randomLoremText" => {
            let kinds =
                ["randomLoremWords", "randomLoremSentence", "randomLoremParagraph", "randomLoremLines"];
            let kind = dynamic.pick(&kinds);
            return lorem(dynamic, kind);
        }
        _ => return None,
    })
}

/// A word of any theme. Some are two words.
pub(super) fn word(dynamic: &mut Dynamic) -> String {
    match dynamic.number(8) {
        0 => business::product_adjective(dynamic).to_owned(),
        1 => business::product_material(dynamic).to_owned(),
        2 => dynamic.pick(COLORS).to_owned(),
        3 => dynamic.pick(NOUNS).to_owned(),
        4 => dynamic.pick(ADJECTIVES).to_owned(),
        5 => dynamic.pick(ABBREVIATIONS).to_owned(),
        6 => place::value(dynamic, "randomCountry").unwrap_or_default(),
        _ => person::last_name(dynamic).to_owned(),
    }
}

fn phrase(dynamic: &mut Dynamic) -> String {
    let (verb, abbreviation, noun) = (dynamic.pick(VERBS), dynamic.pick(ABBREVIATIONS), dynamic.pick(NOUNS));
    let (adjective, ing, target) = (dynamic.pick(ADJECTIVES), dynamic.pick(ING_VERBS), dynamic.pick(NOUNS));
    match dynamic.number(4) {
        0 => format!("Try to {verb} the {abbreviation} {noun}, it may {verb} the {adjective} {target}!"),
        1 => format!("Nobody can {verb} the {noun} without {ing} the {adjective} {abbreviation} {target}!"),
        2 => format!("We should {verb} the {adjective} {abbreviation} {noun}!"),
        _ => format!("{ing} the {noun} will not help, {verb} the {adjective} {abbreviation} {target}!"),
    }
}

fn latin(dynamic: &mut Dynamic, count: u64, separator: &str) -> String {
    (0..count).map(|_| dynamic.pick(LATIN)).collect::<Vec<_>>().join(separator)
}

fn sentence(dynamic: &mut Dynamic) -> String {
    let count = dynamic.between(3, 10);
    let words = latin(dynamic, count, " ");
    let (first, rest) = words.split_at(1);
    format!("{}{rest}.", first.to_uppercase())
}

fn sentences(dynamic: &mut Dynamic, least: u64, most: u64, separator: &str) -> String {
    let count = dynamic.between(least, most);
    (0..count).map(|_| sentence(dynamic)).collect::<Vec<_>>().join(separator)
}

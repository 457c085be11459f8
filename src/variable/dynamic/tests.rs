use super::*;
use regex::Regex;
use time::OffsetDateTime;

/// All of Postman's names.
const NAMES: &[&str] = &[
    "$guid",
    "$timestamp",
    "$isoTimestamp",
    "$randomInt",
    "$randomPhoneNumber",
    "$randomPhoneNumberExt",
    "$randomLocale",
    "$randomWords",
    "$randomFilePath",
    "$randomDirectoryPath",
    "$randomCity",
    "$randomStreetName",
    "$randomStreetAddress",
    "$randomCountry",
    "$randomCountryCode",
    "$randomLatitude",
    "$randomLongitude",
    "$randomColor",
    "$randomDepartment",
    "$randomProductName",
    "$randomProductAdjective",
    "$randomProductMaterial",
    "$randomProduct",
    "$randomCompanyName",
    "$randomCompanySuffix",
    "$randomCatchPhrase",
    "$randomBs",
    "$randomCatchPhraseAdjective",
    "$randomCatchPhraseDescriptor",
    "$randomCatchPhraseNoun",
    "$randomBsAdjective",
    "$randomBsBuzz",
    "$randomBsNoun",
    "$randomDatabaseColumn",
    "$randomDatabaseType",
    "$randomDatabaseCollation",
    "$randomDatabaseEngine",
    "$randomDatePast",
    "$randomDateFuture",
    "$randomDateRecent",
    "$randomMonth",
    "$randomWeekday",
    "$randomBankAccount",
    "$randomBankAccountName",
    "$randomCreditCardMask",
    "$randomPrice",
    "$randomTransactionType",
    "$randomCurrencyCode",
    "$randomCurrencyName",
    "$randomCurrencySymbol",
    "$randomBitcoin",
    "$randomBankAccountIban",
    "$randomBankAccountBic",
    "$randomAbbreviation",
    "$randomAdjective",
    "$randomNoun",
    "$randomVerb",
    "$randomIngverb",
    "$randomPhrase",
    "$randomAvatarImage",
    "$randomImageUrl",
    "$randomAbstractImage",
    "$randomAnimalsImage",
    "$randomBusinessImage",
    "$randomCatsImage",
    "$randomCityImage",
    "$randomFoodImage",
    "$randomNightlifeImage",
    "$randomFashionImage",
    "$randomPeopleImage",
    "$randomNatureImage",
    "$randomSportsImage",
    "$randomTransportImage",
    "$randomImageDataUri",
    "$randomEmail",
    "$randomExampleEmail",
    "$randomUserName",
    "$randomProtocol",
    "$randomUrl",
    "$randomDomainName",
    "$randomDomainSuffix",
    "$randomDomainWord",
    "$randomIP",
    "$randomIPV6",
    "$randomUserAgent",
    "$randomHexColor",
    "$randomMACAddress",
    "$randomPassword",
    "$randomLoremWord",
    "$randomLoremWords",
    "$randomLoremSentence",
    "$randomLoremSlug",
    "$randomLoremSentences",
    "$randomLoremParagraph",
    "$randomLoremParagraphs",
    "$randomLoremText",
    "$randomLoremLines",
    "$randomFirstName",
    "$randomLastName",
    "$randomFullName",
    "$randomJobTitle",
    "$randomNamePrefix",
    "$randomNameSuffix",
    "$randomJobDescriptor",
    "$randomJobArea",
    "$randomJobType",
    "$randomUUID",
    "$randomBoolean",
    "$randomWord",
    "$randomAlphaNumeric",
    "$randomFileName",
    "$randomCommonFileName",
    "$randomMimeType",
    "$randomCommonFileType",
    "$randomCommonFileExt",
    "$randomFileType",
    "$randomFileExt",
    "$randomSemver",
];

fn dynamic(seed: u64) -> Dynamic {
    Dynamic::new(Seed(seed), Clock::fixed(OffsetDateTime::UNIX_EPOCH))
}

#[test]
fn every_name_of_postman_has_a_value() {
    assert_eq!(NAMES.len(), 118);
    let mut dynamic = dynamic(1);
    for name in NAMES {
        for _ in 0..50 {
            let value = dynamic.value(name).unwrap_or_else(|| panic!("{name} is unknown"));
            assert!(!value.is_empty(), "{name} is empty");
        }
    }
}

#[test]
fn names_are_case_sensitive_and_begin_with_a_dollar() {
    for name in
        ["$GUID", "guid", "$randomcity", "$randomcatsImage", "$", "$random", "$randomImage", "$randomÄImage"]
    {
        assert_eq!(dynamic(1).value(name), None, "{name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_values() {
    let all = |seed| {
        let mut dynamic = dynamic(seed);
        NAMES.iter().filter_map(|name| dynamic.value(name)).collect::<Vec<_>>()
    };
    assert_eq!(all(7), all(7));
    assert_ne!(all(7), all(8));
}

#[test]
fn values_have_postmans_shapes() {
    let shapes = [
        ("$guid", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ("$isoTimestamp", r"1970-01-01T00:00:00\.000Z"),
        ("$randomInt", "[0-9]{1,3}|1000"),
        ("$randomAlphaNumeric", "[a-z0-9]"),
        ("$randomBoolean", "true|false"),
        ("$randomHexColor", "#[0-9a-f]{6}"),
        ("$randomIP", r"([0-9]{1,3}\.){3}[0-9]{1,3}"),
        ("$randomIPV6", "([0-9a-f]{4}:){7}[0-9a-f]{4}"),
        ("$randomMACAddress", "([0-9a-f]{2}:){5}[0-9a-f]{2}"),
        ("$randomPassword", "[A-Za-z0-9_]{15}"),
        ("$randomLocale", "[a-z]{2}"),
        ("$randomSemver", r"[0-9]\.[0-9]\.[0-9]"),
        ("$randomEmail", r"[\w.]+@(gmail|yahoo|hotmail)\.com"),
        ("$randomExampleEmail", r"[\w.]+@example\.(com|org|net)"),
        ("$randomUrl", r"https?://[a-z]+\.[a-z]+"),
        ("$randomPhoneNumber", "[0-9]{3}-[0-9]{3}-[0-9]{4}"),
        ("$randomPhoneNumberExt", "[0-9]{2}-[0-9]{3}-[0-9]{3}-[0-9]{4}"),
        ("$randomCountryCode", "[A-Z]{2}"),
        ("$randomLatitude", r"-?[0-9]{1,2}\.[0-9]{4}"),
        ("$randomLongitude", r"-?[0-9]{1,3}\.[0-9]{4}"),
        ("$randomCatsImage", "http://placeimg[.]com/640/480/cats"),
        ("$randomImageDataUri", "data:image/svg[+]xml;charset=UTF-8,%3Csvg[!-~]*"),
        ("$randomBankAccount", "[0-9]{8}"),
        ("$randomBankAccountIban", "[A-Z]{2}[0-9]{13,29}"),
        ("$randomBankAccountBic", "[A-Z]{7}[0-9]([0-9]{3})?"),
        ("$randomCurrencyCode", "[A-Z]{3}"),
        ("$randomPrice", r"[0-9]{1,4}\.[0-9]{2}"),
        ("$randomDateRecent", r"Wed Dec 31 1969 [0-9:]{8} GMT\+0000 \(Coordinated Universal Time\)"),
        ("$randomFilePath", r"(/\w+)+\.\w+"),
        ("$randomMimeType", r"[a-z]+/[a-z0-9.+-]+"),
        ("$randomLoremSlug", "[a-z]+-[a-z]+-[a-z]+"),
        ("$randomLoremSentence", r"[A-Z][a-z]*( [a-z]+)+\."),
    ];
    let mut dynamic = dynamic(3);
    for (name, shape) in shapes {
        let shape = Regex::new(&format!("^(?-u)(?:{shape})$")).expect("a pattern");
        for _ in 0..100 {
            let value = dynamic.value(name).expect("known");
            assert!(shape.is_match(&value), "{name}: {value}");
        }
    }
}

#[test]
fn an_iban_has_valid_check_digits() {
    let mut dynamic = dynamic(5);
    for _ in 0..200 {
        let iban = dynamic.value("$randomBankAccountIban").expect("known");
        assert_eq!(finance::remainder(&format!("{}{}", &iban[4..], &iban[..4])), 1, "{iban}");
    }
}

#[test]
fn a_timestamp_is_rounded_to_the_nearest_second() {
    let late = OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(1500);
    assert_eq!(Dynamic::new(Seed(1), Clock::fixed(late)).value("$timestamp").as_deref(), Some("2"));
}

//! The sub-accounts that the guide names.

/// A sub-account of the platform, which belongs to a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubAccount {
    /// Its name.
    pub name: &'static str,
    /// Its account id, as it stands in URLs.
    pub id: &'static str,
}

/// All of them, in the guide's order.
pub const SUB_ACCOUNTS: [SubAccount; 9] = [
    SubAccount { name: "Operations Technology Support", id: "uconnapplicationtechnolog-RQ65GY" },
    SubAccount { name: "Campus Technology Services", id: "uconncampustechnologyserv-H3HRGR" },
    SubAccount { name: "Finance IT", id: "uconnfinanceit-E9E3XF" },
    SubAccount { name: "Identity and Access Management", id: "uconnidentityandaccessman-L63PHP" },
    SubAccount { name: "Student Affairs IT", id: "uconnstudentaffairsit-9VEKSZ" },
    SubAccount { name: "Student and Human Resources Administration", id: "uconnstudentandhumanresou-P8B8UI" },
    SubAccount { name: "Data Management, Reporting and Analytics", id: "uconndatamanagementandrep-QBC9DO" },
    SubAccount { name: "Applications and Technology Support", id: "uconnapplicationsandtechn-QBMF1S" },
    SubAccount { name: "Information Security Office", id: "uconninformationsecurityo-ZJNFV3" },
];

/// What a user's word for an account stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChoice {
    /// The id of a known sub-account.
    Known(SubAccount),
    /// The id of another account: the word has the shape of an id.
    Other(String),
    /// The word is not an id. Holds the names that the user may have meant.
    Unknown(Vec<&'static str>),
}

/// Reads a user's word for an account: a known name, a part of one known name, or a known id, in any case; or the id of
/// another account.
///
/// Shape: ids are `company-A1B2C3`: a name, a dash, letters and digits (documented).
pub fn choose_account(word: &str) -> AccountChoice {
    let word = word.trim();
    let same = |known: &str| known.eq_ignore_ascii_case(word);
    if let Some(known) = SUB_ACCOUNTS.iter().find(|known| same(known.name) || same(known.id)) {
        return AccountChoice::Known(*known);
    }
    if looks_like_id(word) {
        return AccountChoice::Other(word.to_owned());
    }
    let lower = word.to_lowercase();
    let mut parts = SUB_ACCOUNTS.iter().filter(|known| known.name.to_lowercase().contains(&lower));
    if let (Some(known), None, 4..) = (parts.next(), parts.next(), lower.len()) {
        return AccountChoice::Known(*known);
    }
    let mut near: Vec<(usize, &'static str)> =
        SUB_ACCOUNTS.iter().map(|known| (unlike(&lower, &known.name.to_lowercase()), known.name)).collect();
    near.sort_unstable();
    AccountChoice::Unknown(near.into_iter().take(3).map(|(_, name)| name).collect())
}

/// True when the word has the shape of an account id.
fn looks_like_id(word: &str) -> bool {
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    word.rsplit_once('-').is_some_and(|(name, suffix)| {
        plain(suffix)
            && suffix.len() >= 2
            && name.split('-').all(plain)
            && suffix.chars().any(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    })
}

/// The distance between the given text and a name: the number of words in the name that no given word begins.
fn unlike(given: &str, name: &str) -> usize {
    let words: Vec<&str> = given.split_whitespace().collect();
    let alike = |word: &&str| {
        let head: String = word.chars().take(4).collect();
        words.iter().any(|given| given.starts_with(&head) || word.starts_with(given))
    };
    let hits = name.split([' ', ',']).filter(|word| word.len() > 2).filter(alike).count();
    usize::MAX - hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_account_is_found_by_name_and_by_id() {
        let finance = AccountChoice::Known(SUB_ACCOUNTS[2]);
        assert_eq!(choose_account("finance it"), finance);
        assert_eq!(choose_account("uconnfinanceit-E9E3XF"), finance);
    }

    #[test]
    fn other_accounts_are_accepted_by_their_shape() {
        assert_eq!(choose_account("company-A1B2C3"), AccountChoice::Other("company-A1B2C3".to_owned()));
        assert_eq!(choose_account("local-A1B2C3"), AccountChoice::Other("local-A1B2C3".to_owned()));
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_nearest_names() {
        let AccountChoice::Unknown(near) = choose_account("Finances") else { panic!("no id") };
        assert_eq!(near[0], "Finance IT");
        let AccountChoice::Unknown(near) = choose_account("student affair it") else { panic!("no id") };
        assert_eq!(near[0], "Student Affairs IT");
    }

    #[test]
    fn a_part_of_one_name_is_enough_and_a_part_of_several_is_not() {
        assert_eq!(choose_account("student affairs"), AccountChoice::Known(SUB_ACCOUNTS[4]));
        assert!(matches!(choose_account("student"), AccountChoice::Unknown(_)));
        assert!(matches!(choose_account("IT"), AccountChoice::Unknown(_)));
    }
}

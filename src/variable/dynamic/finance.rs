//! Accounts, currencies, prices.

use super::Dynamic;

const ACCOUNTS: &[&str] = &[
    "Checking",
    "Savings",
    "Money Market",
    "Investment",
    "Home Loan",
    "Credit Card",
    "Auto Loan",
    "Personal Loan",
];
const TRANSACTIONS: &[&str] = &["deposit", "withdrawal", "payment", "invoice"];
const CURRENCIES: &[(&str, &str, &str)] = &[
    ("AED", "UAE Dirham", ""),
    ("ARS", "Argentine Peso", "$"),
    ("AUD", "Australian Dollar", "$"),
    ("BGN", "Bulgarian Lev", "лв"),
    ("BRL", "Brazilian Real", "R$"),
    ("CAD", "Canadian Dollar", "$"),
    ("CHF", "Swiss Franc", "CHF"),
    ("CLP", "Chilean Peso", "$"),
    ("CNY", "Yuan Renminbi", "¥"),
    ("CZK", "Czech Koruna", "Kč"),
    ("DKK", "Danish Krone", "kr"),
    ("EGP", "Egyptian Pound", "£"),
    ("EUR", "Euro", "€"),
    ("GBP", "Pound Sterling", "£"),
    ("HUF", "Forint", "Ft"),
    ("IDR", "Rupiah", "Rp"),
    ("ILS", "New Israeli Sheqel", "₪"),
    ("INR", "Indian Rupee", "₹"),
    ("JPY", "Yen", "¥"),
    ("KES", "Kenyan Shilling", ""),
    ("KRW", "Won", "₩"),
    ("MXN", "Mexican Peso", "$"),
    ("NGN", "Naira", "₦"),
    ("NOK", "Norwegian Krone", "kr"),
    ("NZD", "New Zealand Dollar", "$"),
    ("PHP", "Philippine Peso", "Php"),
    ("PLN", "Zloty", "zł"),
    ("RON", "Romanian Leu", "lei"),
    ("SEK", "Swedish Krona", "kr"),
    ("SGD", "Singapore Dollar", "$"),
    ("THB", "Baht", "฿"),
    ("TRY", "Turkish Lira", "₺"),
    ("UAH", "Hryvnia", "₴"),
    ("USD", "US Dollar", "$"),
    ("UYU", "Peso Uruguayo", "$U"),
    ("VND", "Dong", "₫"),
    ("ZAR", "Rand", "R"),
];
/// A country, with the number of digits that its account numbers have after the check digits.
const IBANS: &[(&str, u64)] = &[
    ("NO", 11),
    ("BE", 12),
    ("DK", 14),
    ("FI", 14),
    ("NL", 14),
    ("AT", 16),
    ("SI", 15),
    ("HR", 17),
    ("DE", 18),
    ("CZ", 20),
    ("ES", 20),
    ("SE", 20),
    ("PT", 21),
    ("PL", 24),
    ("HU", 24),
];
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The alphabet of Bitcoin addresses, which leaves out letters that look alike.
const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

pub(super) fn value(dynamic: &mut Dynamic, name: &str) -> Option<String> {
    Some(match name {
        "randomBankAccount" => dynamic.digits(8),
        "randomBankAccountName" => format!("{} Account", dynamic.pick(ACCOUNTS)),
        "randomCreditCardMask" => dynamic.digits(4),
        "randomBankAccountBic" => bic(dynamic),
        "randomBankAccountIban" => iban(dynamic),
        "randomTransactionType" => dynamic.pick(TRANSACTIONS).to_owned(),
        "randomCurrencyCode" => currency(dynamic).0.to_owned(),
        "randomCurrencyName" => currency(dynamic).1.to_owned(),
        "randomCurrencySymbol" => loop {
            let (_, _, symbol) = currency(dynamic);
            if !symbol.is_empty() {
                break symbol.to_owned();
            }
        },
        "randomBitcoin" => {
            let length = dynamic.between(25, 33);
            format!("{}{}", dynamic.pick(&["1", "3"]), dynamic.letters(BASE58, length))
        }
        "randomPrice" => {
            let cents = dynamic.between(0, 100_000);
            format!("{}.{:02}", cents / 100, cents % 100)
        }
        _ => return None,
    })
}

fn currency(dynamic: &mut Dynamic) -> (&'static str, &'static str, &'static str) {
    CURRENCIES[usize::try_from(dynamic.number(CURRENCIES.len() as u64)).unwrap_or_default()]
}

/// A bank code (BIC): bank, country, place, and sometimes a branch.
fn bic(dynamic: &mut Dynamic) -> String {
    let country = IBANS[usize::try_from(dynamic.number(IBANS.len() as u64)).unwrap_or_default()].0;
    let (bank, place) = (dynamic.letters(UPPER, 4), dynamic.letters(UPPER, 1));
    let branch = if dynamic.number(2) == 0 { dynamic.digits(3) } else { String::new() };
    format!("{bank}{country}{place}{}{branch}", dynamic.digits(1))
}

/// An account number (IBAN) with valid check digits: the rearranged number leaves 1 when it is divided by 97.
fn iban(dynamic: &mut Dynamic) -> String {
    let (country, length) = IBANS[usize::try_from(dynamic.number(IBANS.len() as u64)).unwrap_or_default()];
    let number = dynamic.digits(length);
    let check = 98 - remainder(&format!("{number}{country}00"));
    format!("{country}{check:02}{number}")
}

/// The remainder of a number divided by 97. Its letters count from ten.
pub(super) fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |sum, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (sum * shift + value) % 97
    })
}

//! The messages of NTLM and the responses in them.
//!
//! Source: MS-NLMP 2.2.1 and 3.3. As in newman, the version depends on the server: version 2 when it knows extended
//! security and sends its target information, version 1 with session security when it only knows extended security, and
//! otherwise version 1.

use des::Des;
use des::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use md4::{Digest as _, Md4};
use time::OffsetDateTime;

use super::hash::Hash;

const SIGNATURE: &[u8; 8] = b"NTLMSSP\0";
/// Version 5.1.2600, revision 15.
const VERSION: [u8; 8] = [5, 1, 0x28, 0x0a, 0, 0, 0, 15];

const UNICODE: u32 = 0x0000_0001;
const DOMAIN_SUPPLIED: u32 = 0x0000_1000;
const EXTENDED_SECURITY: u32 = 0x0008_0000;
const TARGET_INFO: u32 = 0x0080_0000;
/// Flags: Unicode, OEM, target, NTLM, domain, workstation, always sign, extended security, version, 128 and 56 bits.
const NEGOTIATE_FLAGS: u32 = 0xa208_b207;
/// Flags: Unicode, target, NTLM, always sign, extended security, target information, version, 128 and 56 bits.
const AUTHENTICATE_FLAGS: u32 = 0xa288_8205;

/// The time from 1601, where NTLM's clock begins, to 1970. Units: 100 ns.
const EPOCH: i128 = 116_444_736_000_000_000;

/// The user who logs in.
pub(super) struct Login {
    pub(super) user: String,
    pub(super) domain: String,
    pub(super) password: String,
    pub(super) workstation: String,
}

/// The first message.
pub(super) fn negotiate(domain: &str, workstation: &str) -> Vec<u8> {
    const HEAD: usize = 40;
    let (domain, workstation) = (domain.to_uppercase(), workstation.to_uppercase());
    let flags = if domain.is_empty() { NEGOTIATE_FLAGS & !DOMAIN_SUPPLIED } else { NEGOTIATE_FLAGS };
    let mut message = [SIGNATURE.as_slice(), &1u32.to_le_bytes(), &flags.to_le_bytes()].concat();
    message.extend(place(domain.len(), HEAD + workstation.len()));
    message.extend(place(workstation.len(), HEAD));
    message.extend(VERSION);
    message.extend(workstation.as_bytes());
    message.extend(domain.as_bytes());
    message
}

/// Writes the length, the allocated length and the offset of a field.
fn place(length: usize, offset: usize) -> Vec<u8> {
    let length = u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes();
    let offset = u32::try_from(offset).unwrap_or(u32::MAX).to_le_bytes();
    [length.as_slice(), &length, &offset].concat()
}

/// The second message: the server's challenge.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    flags: u32,
    nonce: [u8; 8],
    target_info: Option<Vec<u8>>,
}

impl Challenge {
    /// Reads the second message; `None` if it is another message or points outside itself.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        if bytes.get(..8)? != SIGNATURE || number(8)? != 2 {
            return None;
        }
        let flags = number(20)?;
        let target_info = if flags & TARGET_INFO == 0 {
            None
        } else {
            let length = usize::from(u16::from_le_bytes(bytes.get(40..42)?.try_into().ok()?));
            let offset = usize::try_from(number(44)?).ok()?;
            Some(bytes.get(offset..offset.checked_add(length)?)?.to_vec())
        };
        Some(Self { flags, nonce: bytes.get(24..32)?.try_into().ok()?, target_info })
    }
}

impl Login {
    /// The third message.
    pub(super) fn answer(&self, challenge: &Challenge, nonce: [u8; 8], now: OffsetDateTime) -> Vec<u8> {
        const HEAD: usize = 72;
        let unicode = challenge.flags & UNICODE != 0;
        let coded = |text: &str| if unicode { utf16(text) } else { text.as_bytes().to_vec() };
        let domain = self.domain.to_uppercase();
        let (lm, nt) = self.responses(challenge, nonce, now, &domain);
        let fields =
            [lm, nt, coded(&domain), coded(&self.user), coded(&self.workstation.to_uppercase()), vec![]];
        // The order of the fields in the list differs from the order of their data. The empty session key is last.
        let mut offsets = [HEAD; 6];
        let mut end = HEAD;
        for field in [2, 3, 4, 0, 1, 5] {
            offsets[field] = end;
            end += fields[field].len();
        }
        let mut message = [SIGNATURE.as_slice(), &3u32.to_le_bytes()].concat();
        for (field, offset) in fields.iter().zip(offsets) {
            message.extend(place(field.len(), offset));
        }
        let flags = if unicode { AUTHENTICATE_FLAGS } else { AUTHENTICATE_FLAGS & !UNICODE };
        message.extend(flags.to_le_bytes());
        message.extend(VERSION);
        for field in [2, 3, 4, 0, 1] {
            message.extend(&fields[field]);
        }
        message
    }

    /// The LM response and the NT response.
    fn responses(
        &self,
        challenge: &Challenge,
        nonce: [u8; 8],
        now: OffsetDateTime,
        domain: &str,
    ) -> (Vec<u8>, Vec<u8>) {
        let hash = nt_hash(&self.password);
        match &challenge.target_info {
            Some(info) if challenge.flags & EXTENDED_SECURITY != 0 => {
                let key = ntowf_v2(&hash, &self.user, domain);
                let ticks = now.unix_timestamp_nanos() / 100 + EPOCH;
                let time = u64::try_from(ticks).unwrap_or_default();
                (lm_v2(&key, challenge.nonce, nonce), nt_v2(&key, challenge.nonce, nonce, time, info))
            }
            None if challenge.flags & EXTENDED_SECURITY != 0 => {
                let session = Hash::Md5.of(&[challenge.nonce, nonce].concat());
                let nt = des_response(&hash, &session[..8]);
                ([nonce.as_slice(), &[0; 16]].concat(), nt)
            }
            _ => {
                let lm = des_response(&lm_hash(&self.password), &challenge.nonce);
                (lm, des_response(&hash, &challenge.nonce))
            }
        }
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn nt_hash(password: &str) -> Vec<u8> {
    Md4::digest(utf16(password)).to_vec()
}

fn ntowf_v2(nt_hash: &[u8], user: &str, domain: &str) -> Vec<u8> {
    Hash::Md5.hmac(nt_hash, &utf16(&(user.to_uppercase() + domain)))
}

fn lm_v2(key: &[u8], server: [u8; 8], client: [u8; 8]) -> Vec<u8> {
    let proof = Hash::Md5.hmac(key, &[server, client].concat());
    [proof.as_slice(), &client].concat()
}

fn nt_v2(key: &[u8], server: [u8; 8], client: [u8; 8], time: u64, info: &[u8]) -> Vec<u8> {
    let head = [1, 1, 0, 0, 0, 0, 0, 0];
    let blob = [head.as_slice(), &time.to_le_bytes(), &client, &[0; 4], info, &[0; 4]].concat();
    let proof = Hash::Md5.hmac(key, &[server.as_slice(), &blob].concat());
    [proof, blob].concat()
}

fn lm_hash(password: &str) -> Vec<u8> {
    let mut padded = [0; 14];
    for (place, byte) in padded.iter_mut().zip(password.to_uppercase().bytes()) {
        *place = byte;
    }
    padded.chunks(7).flat_map(|half| des(half, b"KGS!@#$%")).collect()
}

/// The hash is padded to 21 bytes. Each third of it is a key that encrypts the challenge.
fn des_response(hash: &[u8], challenge: &[u8]) -> Vec<u8> {
    let mut padded = [0; 21];
    padded[..hash.len()].copy_from_slice(hash);
    padded.chunks(7).flat_map(|third| des(third, challenge)).collect()
}

/// Encrypts a block of 8 bytes. The 7 bytes of the key are spread over 8 bytes, each with a bit for parity.
fn des(key: &[u8], block: &[u8]) -> Vec<u8> {
    let bits = key.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    let spread: Vec<u8> =
        (0..8).map(|index| u8::try_from(bits >> (49 - 7 * index) & 0x7f).expect("seven bits") << 1).collect();
    let mut block = block.try_into().expect("the callers give eight bytes");
    Des::new_from_slice(&spread).expect("the key has eight bytes").encrypt_block(&mut block);
    block.to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::hash::hex;
    use super::*;

    const SERVER: [u8; 8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef];
    const CLIENT: [u8; 8] = [0xaa; 8];

    /// MS-NLMP 4.2.1: user `User`, domain `Domain`, password `Password`.
    #[test]
    fn the_hashes_of_ms_nlmp_are_reproduced() {
        assert_eq!(hex(&nt_hash("Password")), "a4f49c406510bdcab6824ee7c30fd852");
        assert_eq!(hex(&lm_hash("Password")), "e52cac67419a9a224a3b108f3fa6cb6d");
        assert_eq!(
            hex(&ntowf_v2(&nt_hash("Password"), "User", "Domain")),
            "0c868a403bfd7a93a3001ef22ef02e3f"
        );
    }

    #[test]
    fn version_1_of_ms_nlmp_4_2_2_is_reproduced() {
        let nt = des_response(&nt_hash("Password"), &SERVER);
        assert_eq!(hex(&nt), "67c43011f30298a2ad35ece64f16331c44bdbed927841f94");
        let lm = des_response(&lm_hash("Password"), &SERVER);
        assert_eq!(hex(&lm), "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13");
    }

    #[test]
    fn session_security_of_ms_nlmp_4_2_3_is_reproduced() {
        let challenge = Challenge { flags: EXTENDED_SECURITY, nonce: SERVER, target_info: None };
        let (lm, nt) = user().responses(&challenge, CLIENT, OffsetDateTime::UNIX_EPOCH, "DOMAIN");
        assert_eq!(hex(&nt), "7537f803ae367128ca458204bde7caf81e97ed2683267232");
        assert_eq!(hex(&lm), format!("{}{}", "aa".repeat(8), "00".repeat(16)));
    }

    #[test]
    fn version_2_of_ms_nlmp_4_2_4_is_reproduced() {
        let key = ntowf_v2(&nt_hash("Password"), "User", "Domain");
        assert_eq!(hex(&lm_v2(&key, SERVER, CLIENT)), "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
        let mut info = Vec::new();
        for (kind, name) in [(2u16, "Domain"), (1, "Server")] {
            let name = utf16(name);
            info.extend(kind.to_le_bytes());
            info.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
            info.extend(name);
        }
        info.extend([0; 4]);
        let response = nt_v2(&key, SERVER, CLIENT, 0, &info);
        assert_eq!(hex(&response[..16]), "68cd0ab851e51c96aabc927bebef6a1c");
    }

    fn user() -> Login {
        let text = str::to_owned;
        Login {
            user: text("User"),
            domain: text("Domain"),
            password: text("Password"),
            workstation: text("pc"),
        }
    }

    #[test]
    fn a_challenge_that_points_outside_itself_is_refused() {
        let mut message = [SIGNATURE.as_slice(), &2u32.to_le_bytes(), &[0; 8]].concat();
        message.extend((TARGET_INFO | UNICODE).to_le_bytes());
        message.extend(SERVER);
        message.extend([0; 8]);
        assert_eq!(Challenge::parse(&message), None);
        message.extend(place(4, 48));
        assert_eq!(Challenge::parse(&message), None);
        message.extend([7; 4]);
        let challenge = Challenge::parse(&message).expect("whole");
        assert_eq!((challenge.nonce, challenge.target_info), (SERVER, Some(vec![7; 4])));
    }

    #[test]
    fn messages_have_the_offsets_of_their_fields() {
        let message = negotiate("dom", "pc");
        assert_eq!(message[16..32], [3, 0, 3, 0, 42, 0, 0, 0, 2, 0, 2, 0, 40, 0, 0, 0]);
        assert_eq!(&message[40..], b"PCDOM");
        let challenge = Challenge { flags: UNICODE, nonce: SERVER, target_info: None };
        let message = user().answer(&challenge, CLIENT, OffsetDateTime::UNIX_EPOCH);
        assert_eq!(message[28..36], [12, 0, 12, 0, 72, 0, 0, 0]);
        assert_eq!(message[72..84], utf16("DOMAIN"));
        assert_eq!(message.len(), 72 + 12 + 8 + 4 + 24 + 24);
    }
}

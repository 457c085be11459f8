//! Ids and checksums of what newman gives them: derived from what they stand for, so that a report made twice from
//! one stream is the same twice.

/// The FNV-1a hash. Units: 128 bits.
fn hash(parts: &[&str]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    // A byte that no text contains ends each part.
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

/// A checksum: 32 hexadecimal digits, the same for the same failure.
pub(super) fn checksum(parts: &[&str]) -> String {
    format!("{:032x}", hash(parts))
}

/// An id in the shape of a version 4 UUID.
pub(super) fn id(parts: &[&str]) -> String {
    uuid::Builder::from_random_bytes(hash(parts).to_be_bytes()).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(checksum(&["ab", "c"]), checksum(&["a", "bc"]));
        assert_eq!(id(&["x"]), id(&["x"]));
        assert_eq!(id(&["x"]).len(), 36);
    }
}

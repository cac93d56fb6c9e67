//! How a file's key is wrapped: by an X25519 exchange with somebody's key, or by scrypt over a passphrase.

use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _, aead::Aead as _};
use curve25519_dalek::{MontgomeryPoint, constants::X25519_BASEPOINT};
use data_encoding::BASE64_NOPAD;
use hmac::{Hmac, Mac};
use scrypt::Params;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{FileKey, SealError, header::Stanza};

/// What a passphrase takes: 2^18 blocks of scrypt, 256 MiB and about a second, as age itself asks for; in tests of this
/// module, which seal again and again, less.
pub(super) const WORK: u8 = if cfg!(test) { 10 } else { 18 };

/// A file that asks for more is not of ours, or is meant to keep us busy.
const MOST_WORK: u8 = 22;

const X25519: &[u8] = b"age-encryption.org/v1/X25519";
const SCRYPT: &[u8] = b"age-encryption.org/v1/scrypt";

/// A wrapped key: itself, and a tag of 16 bytes.
const WRAPPED: usize = 32;

/// Wraps a key to somebody's public key.
pub(super) fn to_recipient(key: &FileKey, recipient: &[u8; 32], random: fn(&mut [u8])) -> Stanza {
    let mut secret = Zeroizing::new([0; 32]);
    random(&mut *secret);
    let share = X25519_BASEPOINT.mul_clamped(*secret).to_bytes();
    let shared = Zeroizing::new(MontgomeryPoint(*recipient).mul_clamped(*secret).to_bytes());
    let wrapping = derived(&*shared, &[share, *recipient].concat(), X25519);
    let arguments = vec!["X25519".to_owned(), BASE64_NOPAD.encode(&share)];
    Stanza { arguments, body: wrapped(key, &wrapping) }
}

/// The key that was wrapped to the public half of this secret key; `None` if it was to another.
pub(super) fn by_identity(
    stanza: &Stanza,
    secret: &[u8; 32],
) -> Result<Option<FileKey>, SealError> {
    let [_, share] = stanza.arguments.as_slice() else { return Err(SealError::Foreign) };
    let share = BASE64_NOPAD.decode(share.as_bytes()).ok();
    let share: Option<[u8; 32]> = share.and_then(|share| share.try_into().ok());
    let share = share.filter(|_| stanza.body.len() == WRAPPED).ok_or(SealError::Foreign)?;
    let recipient = X25519_BASEPOINT.mul_clamped(*secret).to_bytes();
    let shared = Zeroizing::new(MontgomeryPoint(share).mul_clamped(*secret).to_bytes());
    // A share of low order, by which anybody would know the secret (RFC 7748 §6.1).
    if *shared == [0; 32] {
        return Err(SealError::Foreign);
    }
    let wrapping = derived(&*shared, &[share, recipient].concat(), X25519);
    Ok(unwrapped(&stanza.body, &wrapping))
}

/// Wraps a key under a passphrase.
pub(super) fn under_passphrase(
    key: &FileKey,
    passphrase: &str,
    work: u8,
    random: fn(&mut [u8]),
) -> Stanza {
    let mut salt = [0; 16];
    random(&mut salt);
    let wrapping = stretched(passphrase, &salt, work);
    let arguments = vec!["scrypt".to_owned(), BASE64_NOPAD.encode(&salt), work.to_string()];
    Stanza { arguments, body: wrapped(key, &wrapping) }
}

/// The key that was wrapped under a passphrase.
pub(super) fn by_passphrase(stanza: &Stanza, passphrase: &str) -> Result<FileKey, SealError> {
    let [_, salt, digits] = stanza.arguments.as_slice() else { return Err(SealError::Foreign) };
    let salt = BASE64_NOPAD.decode(salt.as_bytes()).ok();
    let salt: Option<[u8; 16]> = salt.and_then(|salt| salt.try_into().ok());
    // In one spelling.
    let work = digits.parse().ok().filter(|work: &u8| work.to_string() == *digits);
    let work = work.filter(|work| (1..=MOST_WORK).contains(work));
    let (Some(salt), Some(work), WRAPPED) = (salt, work, stanza.body.len()) else {
        return Err(SealError::Foreign);
    };
    let wrapping = stretched(passphrase, &salt, work);
    unwrapped(&stanza.body, &wrapping).ok_or(SealError::WrongKey)
}

fn stretched(passphrase: &str, salt: &[u8; 16], work: u8) -> Zeroizing<[u8; 32]> {
    let params = Params::new(work, 8, 1).expect("these are parameters of scrypt");
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(passphrase.as_bytes(), &[SCRYPT, salt].concat(), &params, &mut *key)
        .expect("32 bytes are a length that it gives");
    key
}

/// HKDF-SHA-256 (RFC 5869), of which one block is enough.
pub(super) fn derived(input: &[u8], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let hmac = |key: &[u8], parts: [&[u8]; 2]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        parts.into_iter().for_each(|part| mac.update(part));
        Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()))
    };
    // No salt is one of zeros, which HMAC makes of it by itself.
    let extracted = hmac(salt, [input, b""]);
    hmac(&*extracted, [info, &[1]])
}

/// Each wrapping key is used once, so the nonce is zero.
fn wrapped(key: &FileKey, wrapping: &[u8; 32]) -> Vec<u8> {
    let sealed = ChaCha20Poly1305::new(wrapping.into()).encrypt(&[0; 12].into(), key.as_slice());
    sealed.expect("16 bytes are far below the cipher's limit")
}

fn unwrapped(body: &[u8], wrapping: &[u8; 32]) -> Option<FileKey> {
    let opened = ChaCha20Poly1305::new(wrapping.into()).decrypt(&[0; 12].into(), body).ok()?;
    let opened = Zeroizing::new(opened);
    let key: [u8; 16] = opened.as_slice().try_into().ok()?;
    Some(Zeroizing::new(key))
}

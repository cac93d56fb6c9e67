#!/usr/bin/env python3
"""Checks a stamp by the published key set alone: no code of ocop-stamp, nothing but Python and openssl.

    check_stamp.py issuer-keys.json https://tem.example.vn/0450…

Prints `signed` and what the stamp says, `forged`, `unknown_key`, `unsupported` or `malformed`.
"""

import base64
import datetime
import json
import subprocess
import sys
import tempfile

# SubjectPublicKeyInfo of an Ed25519 key (RFC 8410), up to the 32 bytes of the key.
SPKI = bytes.fromhex("302a300506032b6570032100")


def decode(digits):
    """192 digits: eleven blocks of 17 for 7 bytes each, one of 5 for 2 bytes."""
    if len(digits) != 192 or not digits.isascii() or not digits.isdigit():
        return None
    out = b""
    for at in range(0, 187, 17):
        value = int(digits[at:at + 17])
        if value >= 1 << 56:
            return None
        out += value.to_bytes(7, "big")
    value = int(digits[187:])
    return None if value >= 1 << 16 else out + value.to_bytes(2, "big")


def verified(public_key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, content in ("key", SPKI + public_key), ("message", message), ("signature", signature):
            paths[name] = f"{folder}/{name}"
            with open(paths[name], "wb") as file:
                file.write(content)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", paths["key"],
                   "-rawin", "-in", paths["message"], "-sigfile", paths["signature"]]
        return subprocess.run(command, capture_output=True).returncode == 0


def check(keys, link):
    stamp = decode(link.rstrip("/").rsplit("/", 1)[-1])
    if stamp is None:
        return "malformed"
    payload, signature = stamp[:15], stamp[15:]
    if payload[0] >> 4 != 1 or payload[0] & 0b1110:
        return "unsupported"
    number = int.from_bytes(payload[1:3], "big")
    jwk = next((jwk for jwk in keys["keys"] if jwk["kid"] == str(number)), None)
    if jwk is None or (jwk["kty"], jwk["crv"]) != ("OKP", "Ed25519"):
        return "unknown_key"
    public_key = base64.urlsafe_b64decode(jwk["x"] + "=")
    if not verified(public_key, b"ocop-stamp/v1 stamp\0" + payload, signature):
        return "forged"
    certificate, batch, index = (int.from_bytes(payload[a:b], "big") for a, b in ((3, 6), (6, 10), (10, 13)))
    last_day = datetime.date(2020, 1, 1) + datetime.timedelta(days=int.from_bytes(payload[13:], "big"))
    return f"signed: certificate {certificate}, batch {batch}, index {index}, valid until {last_day}"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(check(json.load(file), sys.argv[2]))

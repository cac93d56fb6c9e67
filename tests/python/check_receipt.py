#!/usr/bin/env python3
"""Checks a receipt of the log offline: no code of ocop-stamp, nothing but Python and openssl.

    check_receipt.py 1234.tlog-proof VKEY

Prints the entry and its place if the file proves that it stands in the log of that key (C2SP tlog-proof,
tlog-checkpoint, signed-note; RFC 6962), else why not.
"""

import base64
import hashlib
import sys

from check_stamp import verified


def check(text, vkey):
    head, text_of_log, signatures = text.split("\n\n", 2)
    first, extra, index, *proof = head.split("\n")
    entry, index = base64.b64decode(extra.removeprefix("extra ")), int(index.removeprefix("index "))
    if first != "c2sp.org/tlog-proof@v1":
        return "not a receipt"

    name, key_id, key = vkey.split("+", 2)
    origin, size, root = text_of_log.split("\n")[:3]
    lines = [line.split(" ") for line in signatures.splitlines()]
    signed = [base64.b64decode(line[2]) for line in lines if line[0] == "\u2014" and line[1] == name]
    signed = [signature[4:] for signature in signed if signature[:4].hex() == key_id]
    message = (text_of_log + "\n").encode()
    if origin != name or not any(verified(base64.b64decode(key)[1:], message, one) for one in signed):
        return "the checkpoint is not signed by the log"

    # RFC 9162, 2.1.3.2.
    node, last = index, int(size) - 1
    climbed = hashlib.sha256(b"\0" + entry).digest()
    for sibling in map(base64.b64decode, proof):
        if node % 2 or node == last:
            climbed = hashlib.sha256(b"\1" + sibling + climbed).digest()
            while node and not node % 2:
                node, last = node >> 1, last >> 1
        else:
            climbed = hashlib.sha256(b"\1" + climbed + sibling).digest()
        node, last = node >> 1, last >> 1
    if last or climbed != base64.b64decode(root):
        return "the proof leads to another root"
    return f"proven: entry {index} of {origin} is {entry.decode()}"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(check(file.read(), sys.argv[2]))

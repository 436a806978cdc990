"""Checks a proof from a Plenary register against a root that you hold, with nothing but Python's own library.

    python check_register.py PROOF.json --root HEX [--size N]

The root, and the number of sealed heads under it, are in every sealed PDF (record.json) and in the daily letter to the
register's witnesses. A proof comes from the register's page, or from `manage.py prove`. Two kinds:

- inclusion: an act is in the tree under your root. The proof holds the act, the acts after it up to the head of its
chain
  that was sealed, and the path from that head to the root.
- consistency: the tree under a later root still holds all that was under yours, in the same place.

Trees are as in RFC 6962, section 2.1; an act's digest is the SHA-256 of its canonical JSON (RFC 8785).
Exit 0: proven. Exit 1: not proven. Exit 2: the proof cannot be read.
"""

import argparse
import hashlib
import json
import sys


def canonical(value):
    """RFC 8785 for what acts hold: texts, whole numbers, true, false, null, lists, and objects with ASCII names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data):
    return hashlib.sha256(data).digest()


def act_digest(act):
    return sha256(canonical({"schema": 1, **act})).hex()


def leaf(chain, number, digest):
    return sha256(b"\x00" + canonical({"chain": chain, "number": number, "digest": digest}))


def node(left, right):
    return sha256(b"\x01" + left + right)


def split(size):
    """The largest power of two that is smaller than a size over one."""
    return 1 << (size - 1).bit_length() - 1


def root_from(hashed, index, size, path):
    """Where an audit path leads from a leaf (section 2.1.1), from the top down."""
    if size == 1:
        return hashed if not path else None
    if not path or not 0 <= index < size:
        return None
    cut = split(size)
    if index < cut:
        left = root_from(hashed, index, cut, path[:-1])
        return left and node(left, path[-1])
    right = root_from(hashed, index - cut, size - cut, path[:-1])
    return right and node(path[-1], right)


def roots_from(old, old_size, size, path, whole=True):
    """Where a consistency proof leads (section 2.1.2): the old root and the new one, or two times None."""
    if old_size == size:
        if whole:
            return (old, old) if not path else (None, None)
        return (path[0], path[0]) if len(path) == 1 else (None, None)
    if not path:
        return None, None
    cut = split(size)
    if old_size <= cut:
        one, other = roots_from(old, old_size, cut, path[:-1], whole)
        return (one, node(other, path[-1])) if one else (None, None)
    one, other = roots_from(old, old_size - cut, size - cut, path[:-1], False)
    return (node(path[-1], one), node(path[-1], other)) if one else (None, None)


def inclusion(proof, root, size):
    acts, path = proof["acts"], [bytes.fromhex(part) for part in proof["path"]]
    if size is not None and proof["size"] != size:
        return f"the proof is to a tree of {proof['size']} heads, not of {size}"
    digests = [act_digest(act) for act in acts]
    for before, act, digest in zip(acts, acts[1:], digests):  # noqa: B905, the last has none after it
        if (act["chain"], act["number"], act["previous"]) != (before["chain"], before["number"] + 1, digest):
            return f"act {act['number']} does not follow act {before['number']}"
    head = leaf(acts[-1]["chain"], acts[-1]["number"], digests[-1])
    led_to = root_from(head, proof["index"], proof["size"], path)
    if led_to is None or led_to.hex() != root:
        return "the path does not lead to this root"
    return None


def consistency(proof, root, size):
    if size is not None and proof["old_size"] != size:
        return f"the proof is from a tree of {proof['old_size']} heads, not of {size}"
    path = [bytes.fromhex(part) for part in proof["path"]]
    if not 0 < proof["old_size"] <= proof["size"]:
        return "the sizes cannot be"
    old, new = roots_from(bytes.fromhex(root), proof["old_size"], proof["size"], path)
    if old is None or (old.hex(), new.hex()) != (root, proof["root"]):
        return "the later tree does not hold what was under this root"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("proof")
    parser.add_argument("--root", required=True, help="the root that you hold, in hex")
    parser.add_argument("--size", type=int, help="how many sealed heads are under it")
    given = parser.parse_args()
    try:
        with open(given.proof, encoding="utf-8") as file:
            proof = json.load(file)
        check = {"inclusion": inclusion, "consistency": consistency}[proof["kind"]]
        fault = check(proof, given.root.lower(), given.size)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        print(f"This proof cannot be read: {error!r}")
        return 2
    if fault:
        print(f"NOT PROVEN: {fault}.")
        return 1
    if proof["kind"] == "consistency":
        print(f"Proven: the tree with the root {proof['root']} still holds all that was under yours.")
    else:
        act = proof["acts"][0]
        print(f"Proven: act {act['number']} of {act['chain']} ({act['kind']}, {act['at']}) is under this root.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

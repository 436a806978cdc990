"""Merkle trees as in RFC 6962, section 2.1, over leaves given as bytes. Hashes are 32 bytes."""

import hashlib


def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size):
    """The largest power of two that is smaller than a size over one."""
    return 1 << (size - 1).bit_length() - 1


def root(leaves):
    """The tree hash of a list of leaves; of none, the hash of nothing."""
    return root_of_hashes([leaf_hash(leaf) for leaf in leaves])


def root_of_hashes(hashes):
    """The tree hash over leaf hashes."""
    if not hashes:
        return hashlib.sha256().digest()
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def inclusion_proof(hashes, index):
    """The audit path (PATH of section 2.1.1) of the leaf at an index, as a list of hashes."""
    if len(hashes) == 1:
        return []
    cut = _split(len(hashes))
    if index < cut:
        return [*inclusion_proof(hashes[:cut], index), root_of_hashes(hashes[cut:])]
    return [*inclusion_proof(hashes[cut:], index - cut), root_of_hashes(hashes[:cut])]


def proven_root(leaf, index, size, proof):
    """The root that an audit path leads to from a leaf hash; whoever knows the root compares. None if it cannot."""
    if not 0 <= index < size:
        return None
    if size == 1:
        return leaf if not proof else None
    if not proof:
        return None
    cut = _split(size)
    *rest, sibling = proof
    if index < cut:
        left = proven_root(leaf, index, cut, rest)
        return left and node_hash(left, sibling)
    right = proven_root(leaf, index - cut, size - cut, rest)
    return right and node_hash(sibling, right)

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


def consistency_proof(hashes, old_size):
    """The hashes that show that a tree over `hashes` only appended to the one over its first `old_size` (PROOF of
    section 2.1.2). Raises ValueError unless 0 < old_size <= len(hashes)."""
    if not 0 < old_size <= len(hashes):
        raise ValueError(f"{old_size} is no size between 1 and {len(hashes)}")
    return _subproof(hashes, old_size, whole=True)


def _subproof(hashes, old_size, *, whole):
    if old_size == len(hashes):
        return [] if whole else [root_of_hashes(hashes)]
    cut = _split(len(hashes))
    if old_size <= cut:
        return [*_subproof(hashes[:cut], old_size, whole=whole), root_of_hashes(hashes[cut:])]
    return [*_subproof(hashes[cut:], old_size - cut, whole=False), root_of_hashes(hashes[:cut])]


def proven_roots(old_root, old_size, new_size, proof):
    """The two roots that a consistency proof leads to, as a pair of the old and the new one, for whoever knows both to
    compare; (None, None) if it cannot. `old_root` is what the old tree's root is held to be."""
    if not 0 < old_size <= new_size:
        return None, None
    if old_size == new_size:
        return (old_root, old_root) if not proof else (None, None)
    return _proven_roots(old_root, old_size, new_size, list(proof), whole=True)


def _proven_roots(old_root, old_size, new_size, proof, *, whole):
    if old_size == new_size:
        if whole:
            return (old_root, old_root) if not proof else (None, None)
        return (proof[0], proof[0]) if len(proof) == 1 else (None, None)
    if not proof:
        return None, None
    cut = _split(new_size)
    *rest, sibling = proof
    if old_size <= cut:
        old, new = _proven_roots(old_root, old_size, cut, rest, whole=whole)
        return (old, node_hash(new, sibling)) if old else (None, None)
    old, new = _proven_roots(old_root, old_size - cut, new_size - cut, rest, whole=False)
    return (node_hash(sibling, old), node_hash(sibling, new)) if old else (None, None)


def frontier(hashes):
    """The roots of the perfect subtrees that a tree over these leaf hashes is made of, from the left; as many as its
    size has ones in binary. With it and the size a tree grows without its old leaves."""
    return grown((), 0, hashes)


def grown(peaks, size, hashes):
    """The frontier of a tree of this size and frontier after these leaf hashes were appended, as a tuple."""
    peaks = list(peaks)
    for place, new in enumerate(hashes, start=size):
        peaks.append(new)
        # every one at the end of the number in binary is a pair of equal trees that becomes one
        while place & 1:
            right = peaks.pop()
            peaks.append(node_hash(peaks.pop(), right))
            place >>= 1
    return tuple(peaks)


def root_of_frontier(peaks):
    """The tree hash of a frontier; of an empty one, the hash of nothing."""
    if not peaks:
        return hashlib.sha256().digest()
    *rest, root = peaks
    for left in reversed(rest):
        root = node_hash(left, root)
    return root

"""Proofs of RFC 6962 (RFC 9162, sections 2.1.3 and 2.1.4): short lists of hashes that convince somebody outside.

Inclusion: this entry is in the ledger that had that root. Consistency: the ledger that has this root grew out of the
ledger that had that one, nothing changed. Pure: no Django.
"""

from collections.abc import Sequence

from onrecord.ledger.tree import node_hash, root_of


class ProofError(ValueError):
    """A proof was asked for that can't exist."""


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the leaf at `index` to the root over all `leaves` (leaf hashes).

    Raises ProofError when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise ProofError(f"There is no leaf {index} in a tree of {len(leaves)}.")
    low, high = 0, len(leaves)
    path: list[bytes] = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low = middle
    return path[::-1]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The hashes that show that the tree over all `leaves` begins with the tree over the first `old_size`.

    Raises ProofError when the old tree is not smaller or equal, or is empty (then there is nothing to prove).
    """
    if not 0 < old_size <= len(leaves):
        raise ProofError(
            f"A tree of {len(leaves)} leaves can't have grown out of one of {old_size}."
        )
    low, high, size, whole = 0, len(leaves), old_size, True
    path: list[bytes] = []
    while size != high - low:
        k = _split(high - low)
        if size <= k:
            path.append(root_of(leaves[low + k : high]))
            high = low + k
        else:
            path.append(root_of(leaves[low : low + k]))
            low, size, whole = low + k, size - k, False
    if not whole:
        path.append(root_of(leaves[low:high]))
    return path[::-1]


def inclusion_holds(
    leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof leads from the leaf hash at `index` to the root of a tree of `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, node = index, size - 1, leaf
    for part in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            node = node_hash(part, node)
            while not fn & 1 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            node = node_hash(node, part)
        fn >>= 1
        sn >>= 1
    return sn == 0 and node == root


def consistency_holds(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof leads from the old root to the new one (RFC 9162, 2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old_size - 1, size - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    old = new = path[0]
    for part in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = node_hash(part, old), node_hash(part, new)
            while not fn & 1 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            new = node_hash(new, part)
        fn >>= 1
        sn >>= 1
    return sn == 0 and old == old_root and new == root


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1

"""The Merkle tree of RFC 6962 (kept by RFC 9162): hashes, roots, and the frontier that grows it.

    leaf = SHA-256(0x00 || entry)        node = SHA-256(0x01 || left || right)

The frontier is all that is needed to add leaves and to know the root: the roots of the full subtrees that make up
the tree, largest first, one for each 1 in the binary form of the size. Pure: no Django.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, straight from the definition in RFC 6962, section 2.1.

    Slower than a Frontier and needs all leaves at once: proofs use it for parts of the tree.
    """
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        paired = [
            sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        if len(level) & 1:
            paired.append(level[-1])
        level = paired
    return level[0]


class Frontier:
    """A tree that only grows. Its state is `size` and at most 64 hashes."""

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Raises ValueError when the number of hashes doesn't fit the size."""
        self.size = size
        self.hashes = list(hashes)
        if size < 0 or len(self.hashes) != size.bit_count():
            raise ValueError(
                f"A tree of {size} leaves has {max(size, 0).bit_count()} subtrees, not {len(self.hashes)}."
            )
        if any(len(part) != HASH_BYTES for part in self.hashes):
            raise ValueError("A subtree hash isn't 32 bytes long.")

    @classmethod
    def from_text(cls, size: int, text: str) -> "Frontier":
        """The frontier that `to_text` wrote. Raises ValueError when it can't have been."""
        raw = bytes.fromhex(text)
        if len(raw) % HASH_BYTES:
            raise ValueError("The stored subtree hashes are cut short.")
        return cls(size, (raw[i : i + HASH_BYTES] for i in range(0, len(raw), HASH_BYTES)))

    def to_text(self) -> str:
        """The hashes as hex, largest subtree first, without separators."""
        return b"".join(self.hashes).hex()

    def copy(self) -> "Frontier":
        return Frontier(self.size, self.hashes)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        # Local names: this loop runs once for each of millions of leaves.
        size, stack, hasher = self.size, self.hashes, sha256
        pop, push = stack.pop, stack.append
        for node in leaves:
            carry = size
            while carry & 1:
                node = hasher(b"\x01" + pop() + node).digest()
                carry >>= 1
            push(node)
            size += 1
        self.size = size

    def joined(self, size: int, hashes: Sequence[bytes]) -> "Frontier":
        """This tree with the leaves of another, which was built by itself, to its right.

        Lets ranges be hashed apart from each other. The present size must be a multiple of the other's largest
        subtree, otherwise ValueError: its leaves would fall into other pairs.
        """
        right = Frontier(size, hashes).hashes
        both = self.copy()
        bits = (bit for bit in range(size.bit_length() - 1, -1, -1) if size >> bit & 1)
        for bit, node in zip(bits, right, strict=True):
            if both.size & ((1 << bit) - 1):
                raise ValueError("These leaves don't start where a subtree of that size may start.")
            carry = both.size >> bit
            while carry & 1:
                node = node_hash(both.hashes.pop(), node)
                carry >>= 1
            both.hashes.append(node)
            both.size += 1 << bit
        return both

    def root(self) -> bytes:
        """The root hash of the tree as it stands; SHA-256 of nothing for the empty tree."""
        if not self.hashes:
            return EMPTY_ROOT
        node = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            node = node_hash(left, node)
        return node

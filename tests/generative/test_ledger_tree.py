"""Trees of any size: the frontier, joined ranges and proofs agree with the definition."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.ledger.proof import (
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
)
from onrecord.ledger.tree import Frontier, leaf_hash, root_of

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(300)]
sizes = st.integers(1, 300)


def grown(leaves):
    tree = Frontier()
    tree.extend(leaves)
    return tree


@given(sizes)
def test_the_frontier_has_the_root_of_the_definition(size):
    assert grown(LEAVES[:size]).root() == root_of(LEAVES[:size])


@given(sizes, st.lists(st.integers(0, 300), max_size=5))
def test_growing_in_steps_and_through_text_is_the_same(size, stops):
    tree, at = Frontier(), 0
    for stop in [*sorted(min(stop, size) for stop in stops), size]:
        tree.extend(LEAVES[at:stop])
        tree = Frontier.from_text(tree.size, tree.to_text())
        at = stop
    assert (tree.size, tree.root()) == (size, root_of(LEAVES[:size]))


@given(sizes, st.integers(0, 7))
def test_joined_ranges_are_the_same(size, power):
    step, tree = 1 << power, Frontier()
    for first in range(0, size, step):
        part = grown(LEAVES[first : min(size, first + step)])
        tree = tree.joined(part.size, part.hashes)
    assert tree.root() == root_of(LEAVES[:size])
    tree.append(LEAVES[0])
    assert tree.root() == root_of([*LEAVES[:size], LEAVES[0]])


@given(st.data(), sizes)
def test_every_inclusion_proof_holds_and_no_altered_one(data, size):
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(LEAVES[:size], index), root_of(LEAVES[:size])
    assert inclusion_holds(LEAVES[index], index, size, root, proof)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index)) if size > 1 else None
    if other is not None:
        assert not inclusion_holds(LEAVES[other], index, size, root, proof)
        assert not inclusion_holds(LEAVES[index], other, size, root, proof)
        at = data.draw(st.integers(0, len(proof) - 1))
        bent = [*proof[:at], bytes(32), *proof[at + 1 :]]
        assert not inclusion_holds(LEAVES[index], index, size, root, bent)


@given(st.data(), sizes)
def test_every_consistency_proof_holds_and_no_altered_one(data, size):
    old = data.draw(st.integers(1, size))
    proof = consistency_proof(LEAVES[:size], old)
    old_root, root = root_of(LEAVES[:old]), root_of(LEAVES[:size])
    assert consistency_holds(old, old_root, size, root, proof)
    at = data.draw(st.integers(0, old - 1))
    rewritten = [*LEAVES[:at], leaf_hash(b"other"), *LEAVES[at + 1 : old]]
    assert not consistency_holds(old, root_of(rewritten), size, root, proof)
    if proof:
        bent = [*proof[:-1], bytes(32)]
        assert not consistency_holds(old, old_root, size, root, bent)

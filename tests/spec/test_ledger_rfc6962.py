"""The tree and its proofs against the reference tree of Certificate Transparency (RFC 6962, RFC 9162)."""

import json
from pathlib import Path

import pytest

from onrecord.ledger.proof import (
    ProofError,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
)
from onrecord.ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, root_of

VECTORS = json.loads((Path(__file__).parent / "rfc6962" / "vectors.json").read_text())
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(VECTORS["empty_root"]), *map(bytes.fromhex, VECTORS["roots"])]


def hashes(texts):
    return [bytes.fromhex(text) for text in texts]


def test_the_root_of_nothing():
    assert ROOTS[0] == EMPTY_ROOT == Frontier().root() == root_of([])


@pytest.mark.parametrize("size", range(1, 9))
def test_roots(size):
    grown = Frontier()
    grown.extend(LEAVES[:size])
    assert grown.root() == root_of(LEAVES[:size]) == ROOTS[size]


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['index']} of {c['size']}")
def test_inclusion_proofs(case):
    index, size, proof = case["index"], case["size"], hashes(case["proof"])
    assert inclusion_proof(LEAVES[:size], index) == proof
    assert inclusion_holds(LEAVES[index], index, size, ROOTS[size], proof)


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda c: f"{c['old']} to {c['new']}")
def test_consistency_proofs(case):
    old, new, proof = case["old"], case["new"], hashes(case["proof"])
    assert consistency_proof(LEAVES[:new], old) == proof
    assert consistency_holds(old, ROOTS[old], new, ROOTS[new], proof)


@pytest.mark.parametrize("size", range(1, 9))
def test_every_proof_of_the_reference_tree_holds_and_no_other_does(size):
    for index in range(size):
        proof = inclusion_proof(LEAVES[:size], index)
        assert inclusion_holds(LEAVES[index], index, size, ROOTS[size], proof)
        for wrong in range(size):
            if wrong != index:
                assert not inclusion_holds(LEAVES[wrong], index, size, ROOTS[size], proof)
        assert not inclusion_holds(LEAVES[index], index, size, ROOTS[size], [*proof, LEAVES[0]])
        if proof:
            assert not inclusion_holds(LEAVES[index], index, size, ROOTS[size], proof[:-1])
    for old in range(1, size + 1):
        proof = consistency_proof(LEAVES[:size], old)
        assert consistency_holds(old, ROOTS[old], size, ROOTS[size], proof)
        for wrong in range(1, 9):
            if wrong != old:
                assert not consistency_holds(old, ROOTS[wrong], size, ROOTS[size], proof)
        assert not consistency_holds(old, ROOTS[old], size, ROOTS[size], [*proof, LEAVES[0]])


def test_proofs_that_cannot_be():
    with pytest.raises(ProofError, match="no leaf 3"):
        inclusion_proof(LEAVES[:3], 3)
    with pytest.raises(ProofError, match="can't have grown"):
        consistency_proof(LEAVES[:3], 4)
    with pytest.raises(ProofError, match="can't have grown"):
        consistency_proof(LEAVES[:3], 0)
    assert not inclusion_holds(LEAVES[0], 1, 1, ROOTS[1], [])
    assert not inclusion_holds(LEAVES[0], -1, 1, ROOTS[1], [])
    assert not consistency_holds(3, ROOTS[3], 2, ROOTS[2], [])
    assert not consistency_holds(3, ROOTS[3], 4, ROOTS[4], [])

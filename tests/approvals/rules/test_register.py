"""Chains and trees: what is altered is found, what is included is proved."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.rules import merkle
from approvals.rules.acts import START, Break, Entry, breaks, read, same_codes, same_votes, vote_by_name

# The tree of RFC 6962's reference implementation over eight inputs, and its roots by size.
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference_implementation(size):
    assert merkle.root(INPUTS[:size]).hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_inclusion_proof_leads_to_the_root_and_nothing_else_does(leaves, data):
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(hashes, index)
    root = merkle.root(leaves)
    assert merkle.proven_root(hashes[index], index, len(hashes), proof) == root
    assert merkle.proven_root(merkle.leaf_hash(b"never there"), index, len(hashes), proof) != root
    assert merkle.proven_root(hashes[index], index, len(hashes), [*proof, b"x" * 32]) != root
    assert merkle.proven_root(hashes[index], len(hashes), len(hashes), proof) is None


def chain(length):
    entries, previous = [], START
    for number in range(1, length + 1):
        entry = Entry(
            "review:1", number, "decided", f"2020-06-0{number}T09:00:00.000000+00:00", 7, {"n": number}, previous
        )
        entries.append((entry, entry.digest))
        previous = entry.digest
    return entries


def test_a_whole_chain_has_no_break():
    assert breaks(chain(4)) == []


@pytest.mark.parametrize("field", ["kind", "at", "facts", "by"])
def test_an_altered_act_is_found(field):
    entries = chain(4)
    other = {"kind": "adopted", "at": "2020-06-02T09:00:00.000001+00:00", "facts": {"n": 99}, "by": 8}[field]
    entries[1] = (replace(entries[1][0], **{field: other}), entries[1][1])
    assert breaks(entries) == [Break("review:1", 2, "altered")]


def test_an_act_altered_with_its_digest_breaks_the_next():
    entries = chain(4)
    forged = replace(entries[1][0], facts={"n": 99})
    entries[1] = (forged, forged.digest)
    assert breaks(entries) == [Break("review:1", 3, "not_chained")]


def test_a_removed_act_is_found():
    entries = chain(4)
    del entries[1]
    assert breaks(entries) == [Break("review:1", 2, "missing")]


def leaves_of(size):
    return [merkle.leaf_hash(b"leaf %d" % number) for number in range(size)]


@pytest.mark.parametrize("size", range(1, 34))
def test_a_later_tree_is_proven_to_hold_every_earlier_one(size):
    hashes = leaves_of(size)
    for old_size in range(1, size + 1):
        old, new = merkle.root_of_hashes(hashes[:old_size]), merkle.root_of_hashes(hashes)
        proof = merkle.consistency_proof(hashes, old_size)
        assert merkle.proven_roots(old, old_size, size, proof) == (old, new)


def test_the_consistency_proofs_of_rfc_6962():
    """Section 2.1.3: of seven leaves, from 3, 4 and 6."""
    a, b, c, d, e, f, j = leaves_of(7)
    g, h, i = merkle.node_hash(a, b), merkle.node_hash(c, d), merkle.node_hash(e, f)
    k, el = merkle.node_hash(g, h), merkle.node_hash(i, j)
    hashes = [a, b, c, d, e, f, j]
    assert merkle.consistency_proof(hashes, 3) == [c, d, g, el]
    assert merkle.consistency_proof(hashes, 4) == [el]
    assert merkle.consistency_proof(hashes, 6) == [i, j, k]


@given(st.integers(2, 60), st.data())
def test_a_tree_that_was_written_anew_is_not_proven(size, data):
    hashes = leaves_of(size)
    old_size = data.draw(st.integers(1, size - 1))
    altered = list(hashes)
    altered[data.draw(st.integers(0, old_size - 1))] = merkle.leaf_hash(b"another")
    old, new = merkle.root_of_hashes(hashes[:old_size]), merkle.root_of_hashes(altered)
    proof = merkle.consistency_proof(altered, old_size)
    assert merkle.proven_roots(old, old_size, size, proof) != (old, new)


@given(st.integers(1, 60), st.data())
def test_no_part_of_a_proof_can_be_left_out_added_or_altered(size, data):
    hashes = leaves_of(size)
    old_size = data.draw(st.integers(1, size))
    old, new = merkle.root_of_hashes(hashes[:old_size]), merkle.root_of_hashes(hashes)
    proof = merkle.consistency_proof(hashes, old_size)
    for spoilt in (
        [*proof, old],
        *([proof[:-1]] if proof else []),
        *([[*proof[:-1], old]] if proof[-1:] != [old] and proof else []),
    ):
        assert merkle.proven_roots(old, old_size, size, spoilt) != (old, new)


@pytest.mark.parametrize("old_size", [0, 4])
def test_a_proof_from_no_earlier_tree_is_refused(old_size):
    with pytest.raises(ValueError):
        merkle.consistency_proof(leaves_of(3), old_size)
    assert merkle.proven_roots(b"", old_size, 3, []) == (None, None)


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_tree_grows_from_its_frontier_alone(size, more):
    hashes = leaves_of(size + more)
    peaks = merkle.grown(merkle.frontier(hashes[:size]), size, hashes[size:])
    assert peaks == merkle.frontier(hashes)
    assert merkle.root_of_frontier(peaks) == merkle.root_of_hashes(hashes)
    assert len(peaks) == (size + more).bit_count()


def test_what_has_no_canonical_form_was_never_recorded():
    whole = chain(3)
    for facts in (float("inf"), 2**60):
        spoilt = [*whole[:2], (replace(whole[2][0], facts=facts), whole[2][1])]
        assert breaks(spoilt) == [Break("review:1", 3, "altered")]
    assert [read(text) for text in ('{"n": 1}', "no JSON", "[" * 5000)] == [{"n": 1}, None, None]


def test_votes_and_codes_of_an_act_are_those_of_the_rows_or_not():
    cast = {code: vote_by_name(code, "for", "d", 1, None) for code in ("FR", "JP")}
    by_proxy = vote_by_name("KE", "for", "d", 2, "FR")
    assert by_proxy == {"member": "KE", "choice": "for", "digest": "d", "number": 2, "held_by": "FR"}
    rows = cast | {"KE": by_proxy}
    assert same_votes([cast["FR"], by_proxy], rows)  # who could not vote at the close is in the rows alone
    assert same_votes([], rows)
    for said in (None, 5, "FR", {}, ["FR"], [{}], [{"member": []}], [cast["FR"] | {"choice": "against"}]):
        assert not same_votes(said, rows), said
    without_proxy = {name: value for name, value in by_proxy.items() if name != "held_by"}
    assert not same_votes([cast["FR"], without_proxy], rows)
    assert not same_votes([by_proxy], cast)
    assert [same_codes(said, {"FR", "JP"}) for said in (None, [], ["JP", "FR"])] == [True, True, True]
    assert not any(same_codes(said, {"FR"}) for said in (5, "FR", {}, ["JP"], ["FR", "JP"], [["FR"]]))

"""Redlines spell both texts to the character, and read as people expect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.redline import OF_THE_NEW, OF_THE_OLD, Fate, Run, redline, sentences

PROSE = st.lists(
    st.sampled_from(
        ["Tools are kept up to date. ", "Members ask! ", "Why? ", "A b c. ", "\n", "à côté. ", "نص عربي؟ ", "x", " "]
    ),
    max_size=12,
).map("".join)


def spelled(runs, fates):
    return "".join(run.text for run in runs if run.fate in fates)


@given(PROSE | st.text(max_size=60), PROSE | st.text(max_size=60))
def test_runs_spell_the_old_and_the_new_text(old, new):
    runs = redline(old, new, "en")
    assert (spelled(runs, OF_THE_OLD), spelled(runs, OF_THE_NEW)) == (old, new)


@given(PROSE)
def test_a_text_compared_with_itself_is_kept_whole(text):
    assert redline(text, text) == ((Run(Fate.KEPT, text),) if text else ())


@given(st.text(max_size=200))
def test_sentences_joined_are_the_text(text):
    assert "".join(sentences(text)) == text


def test_words_are_compared_inside_a_sentence():
    assert redline("Tools are kept up to date.", "Tools are always kept in order.") == (
        Run(Fate.KEPT, "Tools are "),
        Run(Fate.INSERTED, "always "),
        Run(Fate.KEPT, "kept "),
        Run(Fate.DELETED, "up to date"),
        Run(Fate.INSERTED, "in order"),
        Run(Fate.KEPT, "."),
    )


def test_a_sentence_that_changed_its_place_is_moved():
    first, second = "These tools form part of it. ", "Members are guided towards fairness. "
    runs = redline(first + second, second + first)
    assert [run.fate for run in runs] == [Fate.MOVED_HERE, Fate.KEPT, Fate.MOVED_AWAY]


def test_a_sentence_that_is_appended_leaves_the_one_before_it_alone():
    assert redline("Tools are kept.", "Tools are kept. Members ask.") == (
        Run(Fate.KEPT, "Tools are kept."),
        Run(Fate.INSERTED, " Members ask."),
    )


def test_an_edited_sentence_is_found_among_new_ones():
    runs = redline("Alpha beta gamma delta.", "One two three. Four five six. Alpha beta gamma epsilon.")
    assert runs == (
        Run(Fate.INSERTED, "One two three. Four five six. "),
        Run(Fate.KEPT, "Alpha beta gamma "),
        Run(Fate.DELETED, "delta"),
        Run(Fate.INSERTED, "epsilon"),
        Run(Fate.KEPT, "."),
    )


def test_moved_sentences_in_a_row_stay_apart():
    runs = redline("One two three. Four five six. A b c d e f.", "A b c d e f. One two three. Four five six. ")
    assert [run.fate for run in runs if run.fate is not Fate.INSERTED] == [
        Fate.MOVED_HERE,
        Fate.KEPT,
        Fate.MOVED_AWAY,
    ]


def test_a_missing_text_is_an_empty_one():
    assert redline(None, "New.") == (Run(Fate.INSERTED, "New."),)
    assert redline("Old.", None) == (Run(Fate.DELETED, "Old."),)


@pytest.mark.parametrize("text", ["." * 20_000, '."' * 10_000, "\n" * 20_000, " " * 20_000])
def test_sentences_of_a_hostile_text_are_found_in_linear_work(text):
    """Quadratic work would be 400 million steps and end the suite; this is a matter of milliseconds."""
    assert "".join(sentences(text)) == text


def test_an_edited_sentence_beside_a_moved_one_is_shown_word_by_word():
    old = "These tools form a package. Members ask for help. Help is given on site."
    new = "Members ask for help. Help is given on site or remotely. These tools form a package."
    runs = redline(old, new)
    assert [(run.fate, run.text) for run in runs if run.fate is not Fate.KEPT] == [
        (Fate.MOVED_AWAY, "These tools form a package. "),
        (Fate.INSERTED, " or remotely"),
        (Fate.INSERTED, " "),
        (Fate.MOVED_HERE, "These tools form a package."),
    ]

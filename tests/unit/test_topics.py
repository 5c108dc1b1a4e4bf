"""Text to topics: what administrators wrote, what volunteers taught, and what fits nothing."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.document import Topic
from routing.ports import TopicRanking
from routing.topics.model import Example, Topics
from tests.unit.topics_samples import DELIVERY, KITCHEN, LAPTOPS, SHOP, TELEVISIONS, meaning

TAUGHT = (
    Example("The picture is upside down since this morning", "tv"),
    Example("It beeps three times and then stays dark", "laptops"),
    Example("Nobody rang the bell and now it is gone", "delivery"),
)


@lru_cache(maxsize=4)
def shop(by: str) -> Topics:
    return Topics(SHOP, (), meaning() if by == "meaning" else None)


def best(ranking: TopicRanking) -> str:
    return ranking.topics[0].topic


def share(ranking: TopicRanking, topic: str) -> float:
    return next(scored.score for scored in ranking.topics if scored.topic == topic)


@pytest.mark.parametrize("by", ["meaning", "words"])
@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("My laptop is slow", "laptops"),
        ("MY LAPTOPS ARE SLOW", "laptops"),
        ("why is it not charging any more?", "laptops"),
        ("both batteries died", "laptops"),
        ("Which HDMI cable?", "tv"),
        ("#WallMount for 65 inches?", "tv"),
        ("where is my parcel", "delivery"),
        ("@brightaisle my oven stays cold", "kitchen"),
    ],
)
def test_a_keyword_in_any_of_its_forms_finds_its_topic(by: str, text: str, topic: str) -> None:
    ranking = shop(by).rank(text)
    assert best(ranking) == topic
    assert ranking.topics[0].score > 0.35 > ranking.none


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The courier left it with a neighbour I don't know", "delivery"),
        ("Can I use this computer on the train without plugging it in?", "laptops"),
        ("The film is dark and has no colours on the big screen", "tv"),
        ("Everything in the freezer has thawed", "kitchen"),
    ],
)
def test_meaning_finds_what_no_keyword_says(text: str, topic: str) -> None:
    assert best(shop("meaning").rank(text)) == topic


@pytest.mark.parametrize("by", ["meaning", "words"])
@pytest.mark.parametrize("text", ["", "😀" * 4096, "\x00", "\ud83d", "@laptop https://tv.example/hdmi", " \n?!"])
def test_what_says_nothing_fits_nothing(by: str, text: str) -> None:
    ranking = shop(by).rank(text)
    assert ranking.none > 0.5
    assert all(scored.score < 0.35 for scored in ranking.topics)


def test_words_that_nobody_said_before_fit_nothing() -> None:
    assert shop("words").rank("مرحبا").none > 0.5


@pytest.mark.parametrize(
    "text", ["good morning everyone", "what's the weather", "I love you guys", "who won the match?", "lol"]
)
def test_small_talk_fits_nothing(text: str) -> None:
    assert shop("meaning").rank(text).none > 0.6


def test_it_says_by_which_evidence_it_ranks() -> None:
    assert shop("meaning").rank("my laptop").by == "meaning and words"
    assert shop("words").rank("my laptop").by == "words alone"


def test_in_a_language_that_the_embedding_does_not_speak_the_words_decide() -> None:
    ranking = shop("meaning").rank("Mein Fernseher flackert", "de")
    assert (best(ranking), ranking.by) == ("tv", "words alone")


def test_the_evidence_names_the_administrators_words_that_were_said() -> None:
    evidence = shop("words").rank("my batteries and the laptop").topics[0].evidence
    assert evidence == ("keyword: battery", "keyword: laptop")


def test_the_evidence_quotes_the_nearest_example() -> None:
    evidence = shop("meaning").rank("the coffee machine drips at the bottom").topics[0].evidence
    assert "example: “The coffee machine leaks at the bottom”" in evidence


def test_the_evidence_quotes_what_was_taught_and_shortens_it() -> None:
    long = "It beeps three times and then stays dark, however long I press the button on the side"
    ranking = Topics(SHOP, [Example(long, "laptops")], meaning()).rank("it beeps three times and stays dark")
    quoted = next(told for told in ranking.topics[0].evidence if told.startswith("taught: “It beeps three times"))
    assert quoted.endswith("…”")
    assert len(quoted) < 75


def test_the_best_topic_is_never_without_evidence() -> None:
    assert shop("meaning").rank("It smells burnt and hums").topics[0].evidence


@pytest.mark.parametrize("by", ["meaning", "words"])
def test_a_correction_moves_like_questions_and_forgetting_it_restores_exactly(by: str) -> None:
    embedder = meaning() if by == "meaning" else None
    asked = "The red light blinks four times"
    before = Topics(SHOP, (), embedder).rank(asked)
    after = Topics(SHOP, [Example("A red light blinks five times", "kitchen")], embedder).rank(asked)
    assert share(after, "kitchen") > share(before, "kitchen") + 0.1
    assert best(after) == "kitchen"
    assert Topics(SHOP, (), embedder).rank(asked) == before


def test_what_was_taught_to_fit_nothing_fits_nothing() -> None:
    asked = "Do you sell tickets for the laptop raffle?"
    before = Topics(SHOP, (), meaning()).rank(asked)
    after = Topics(SHOP, [Example("Are there tickets left for the laptop raffle?", "")], meaning()).rank(asked)
    assert after.none > before.none


def test_a_weightier_lesson_counts_more() -> None:
    asked = "The red light blinks four times"
    light, heavy = (
        Topics(SHOP, [Example("A red light blinks five times", "kitchen", weight)], meaning()).rank(asked)
        for weight in (0.2, 3.0)
    )
    assert share(heavy, "kitchen") > share(light, "kitchen")


def test_lessons_of_a_topic_that_is_gone_are_passed_over() -> None:
    gone = [Example("Where is the garden hose?", "garden"), Example("worth nothing", "tv", 0.0)]
    assert Topics(SHOP, gone).rank("the garden hose") == Topics(SHOP).rank("the garden hose")


def test_a_new_topic_works_at_once() -> None:
    garden = Topic(id="garden", name="Garden", description="Lawns, hedges, watering", keywords=("hose", "mower"))
    asked = "the lawn needs water, which hose do I take?"
    assert best(Topics((*SHOP, garden), (), meaning()).rank(asked)) == "garden"


def test_more_of_the_same_examples_do_not_hurt() -> None:
    lessons = [Example(f"where is my parcel number {number}", "delivery") for number in range(40)]
    ranking = Topics(SHOP, lessons, meaning()).rank("My notebook's battery is empty after an hour")
    assert best(ranking) == "laptops"


def test_a_topic_with_a_bare_name_is_found() -> None:
    bare = [
        Topic(id="ink", name="Printer ink", description="Printer ink"),
        Topic(id="bikes", name="Bikes", description="Bikes"),
    ]
    assert best(Topics(bare, (), meaning()).rank("my printer wants a new cartridge")) == "ink"
    assert best(Topics(bare).rank("ink for my printer")) == "ink"


def test_two_topics_with_the_same_words_share_and_come_in_the_order_of_their_ids() -> None:
    twin = LAPTOPS.model_copy(update={"id": "computers"})
    for given_topics in ((LAPTOPS, twin, DELIVERY), (DELIVERY, twin, LAPTOPS)):
        first, second, *_ = Topics(given_topics).rank("my laptop").topics
        assert (first.topic, second.topic) == ("computers", "laptops")
        assert first.score == pytest.approx(second.score, abs=1e-3)


def test_a_question_with_two_topics_shows_both() -> None:
    ranking = shop("meaning").rank("my laptop and my oven are both broken")
    assert {scored.topic for scored in ranking.topics[:2]} == {"laptops", "kitchen"}
    assert ranking.topics[1].score >= 0.3


@pytest.mark.parametrize("by", ["meaning", "words"])
def test_one_topic_with_one_example_is_enough_to_start(by: str) -> None:
    only = Topic(id="all", name="Everything", description="Everything", examples=("Where is my parcel?",))
    model = Topics([only], (), meaning() if by == "meaning" else None)
    assert model.rank("where is my parcel").topics[0].score > 0.5
    assert model.rank("good morning").none > model.rank("where is my parcel").none + 0.1


def test_without_topics_nothing_fits() -> None:
    ranking = Topics([]).rank("my laptop")
    assert (ranking.topics, ranking.none) == ((), 1.0)


def test_many_threads_may_ask_at_once() -> None:
    model = Topics(SHOP, (), meaning())
    questions = ["laptops batteries deliveries remotes", "Mein Fernseher"] * 100
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: model.rank(text, "de" if "Mein" in text else ""), questions))
    assert together == [shop("meaning").rank(questions[0]), shop("meaning").rank(questions[1], "de")] * 100


@settings(max_examples=8, deadline=None)
@given(st.text(max_size=200), st.permutations(SHOP), st.permutations(TAUGHT), st.sampled_from(["meaning", "words"]))
def test_any_text_has_shares_of_one_whatever_the_order_of_what_is_known(
    text: str, topics: list[Topic], lessons: list[Example], by: str
) -> None:
    embedder = meaning() if by == "meaning" else None
    backwards = [topic.model_copy(update={"examples": topic.examples[::-1]}) for topic in topics]
    ranking = Topics(backwards, lessons, embedder).rank(f"laptop {text}")
    scores = [scored.score for scored in ranking.topics]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) + ranking.none == pytest.approx(1, abs=1e-5)
    assert all(0 <= score <= 1 for score in (*scores, ranking.none))
    assert ranking == Topics(SHOP, TAUGHT, embedder).rank(f"laptop {text}")


# --- how sure it is ------------------------------------------------------------------------------------------------

_THINGS = {
    "fridges": ("fridge", "freezer", "ice box", "cool drawer"),
    "phones": ("phone", "mobile", "smartphone", "handset"),
    "bikes": ("bike", "bicycle", "e-bike", "pedal"),
    "shoes": ("shoe", "boot", "sandal", "heel"),
}
_TOLD = (
    "my {} is broken", "the {} makes a noise", "which {} is the best", "how do I clean the {}", "the {} arrived late",
    "a new {} for my mother", "the {} is too small", "where do you repair a {}",
)  # fmt: skip


def _sentences(numbers: range) -> list[Example]:
    """Sentences of four topics; every fourth one has a thing of the wrong topic, so nobody can be right of all."""
    made = []
    for number in numbers:
        topic = sorted(_THINGS)[number % 4]
        shown = sorted(_THINGS)[(number + 1) % 4] if (number // 4) % 4 == 0 else topic
        thing = _THINGS[shown][(number // 4) % 3 + (number // 16) % 2]
        made.append(Example(_TOLD[number % 8 if number % 3 else (number // 8) % 8].format(thing), topic))
    return made


def test_it_is_as_sure_as_it_is_right() -> None:
    bare = [Topic(id=topic, name=topic, description=topic) for topic in _THINGS]
    model = Topics(bare, _sentences(range(128)), meaning())
    asked = _sentences(range(128, 256))
    rankings = [model.rank(example.text) for example in asked]
    right = sum(best(ranking) == example.topic for ranking, example in zip(rankings, asked, strict=True)) / len(asked)
    sure = sum(ranking.topics[0].score for ranking in rankings) / len(asked)
    assert right < 0.9
    assert sure == pytest.approx(right, abs=0.12)


def test_what_is_nearer_to_nothing_known_is_likelier_none() -> None:
    model = shop("meaning")
    nones = [model.rank(text).none for text in ("my laptop's battery", "the thing on my desk hums", "happy birthday")]
    assert nones == sorted(nones)
    assert len(set(nones)) == 3


def test_television_and_kitchen_do_not_claim_each_others_questions() -> None:
    model = Topics((TELEVISIONS, KITCHEN), (), meaning())
    assert share(model.rank("the fridge door does not close"), "tv") < 0.1

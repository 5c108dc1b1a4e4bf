"""Which language a text is in."""

import socket
import tempfile
import threading
from pathlib import Path

import pytest

from routing.languages import detect, plain, primary
from routing.ports import Guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Does the wall mount fit a 65 inch screen?", "en"),
        ("Wann macht der Laden in Köln am Samstag auf?", "de"),
        ("La télécommande ne répond plus depuis hier", "fr"),
        ("¿Cuándo llega mi pedido a Sevilla?", "es"),
        ("La lavatrice si ferma a metà del programma", "it"),
        ("A minha encomenda ainda não chegou", "pt"),
        ("De wasmachine stopt halverwege het programma", "nl"),
        ("Kiedy dotrze moje zamówienie do Krakowa", "pl"),
        ("متى يصل طلبي إلى دبي", "ar"),
        ("Когда придёт мой заказ в Казань", "ru"),
        ("注文した商品はいつ届きますか", "ja"),
        ("我的订单什么时候到", "zh"),
        ("주문한 물건은 언제 오나요", "ko"),
        ("מתי מגיעה ההזמנה שלי", "he"),
        ("สินค้าจะมาถึงเมื่อไหร่", "th"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    guess = detect(text)

    assert guess.value == language
    assert guess.confidence >= 0.5
    assert any(f"{language} " in told for told in guess.evidence)


@pytest.mark.parametrize(
    "text", ["", "   ", "😍😍🔥", "?!", "12345", "https://example.com/de/seite", "@brightaisle", "\ud800", "\0"]
)
def test_without_words_no_language_is_named(text: str) -> None:
    assert detect(text) == Guess("", 0.0, ("no words",))


@pytest.mark.parametrize("text", ["TV", "ok", "lol", "iPad", "Danke!"])
def test_a_word_or_two_are_too_little(text: str) -> None:
    guess = detect(text)

    assert guess.value == ""
    assert guess.evidence[-1] == "too little to tell"


def test_addresses_mentions_and_emoji_do_not_speak() -> None:
    assert plain("@shop 😍 Où est-il? https://example.com/the/and #deals") == "où est il"
    assert detect("@the_big_shop 😍😍 Wo ist mein Paket https://example.com/where-is-my-parcel").value == "de"


def test_hashtags_speak_where_nothing_else_does() -> None:
    assert plain("#deals #weekend") == "deals weekend"


def test_capitals_make_no_difference() -> None:
    assert detect("WANN KOMMT MEINE BESTELLUNG AN") == detect("wann kommt meine bestellung an")


def test_a_very_long_text_is_read_from_its_beginning() -> None:
    assert detect("Wo ist mein Paket? " * 10_000).value == "de"
    assert detect("😀" * 4096 + " hello").value == ""


# --- what the platform says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("PT_br", "pt"),
        ("zh-Hans-CN", "zh"),
        ("in", "id"),
        ("iw", "he"),
        ("fil", "tl"),
        ("", ""),
        ("und", ""),
        ("qme", ""),
        ("zxx", ""),
        ("qht", ""),
        ("english", ""),
        ("x", ""),
        ("éé", ""),
    ],
)
def test_the_platforms_code_becomes_iso_639_1_or_nothing(said: str, language: str) -> None:
    assert primary(said) == language


def test_the_platform_decides_where_the_text_is_too_short() -> None:
    assert detect("TV", "de").value == "de"
    assert detect("😍", "fr") == Guess("fr", 0.75, ("the platform says fr",))


def test_the_text_outweighs_what_the_platform_says() -> None:
    guess = detect("Where is my parcel? It should have been here on Monday", "de")

    assert guess.value == "en"
    assert guess.evidence[-1] == "the platform says de"


def test_the_platform_tips_the_scales_between_kin() -> None:
    text = "¿el soporte de pared que vendéis aguanta una OLED de 65?"

    assert detect(text, "es").value == "es"
    assert detect(text, "es").confidence > detect(text).confidence


def test_a_platform_that_says_nothing_changes_nothing() -> None:
    assert detect("Where is my parcel?", "und") == detect("Where is my parcel?")


# --- the model -------------------------------------------------------------------------------------------------------


def test_nothing_is_fetched_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    assert detect("Where is my parcel?").value == "en"
    assert list(tmp_path.iterdir()) == []


def test_many_threads_may_ask_at_once() -> None:
    found: list[Guess] = []
    threads = [threading.Thread(target=lambda: found.append(detect("Wo ist mein Paket?"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert set(found) == {detect("Wo ist mein Paket?")}

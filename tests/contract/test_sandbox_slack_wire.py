"""How the Slack stand-in reaches the app: connections, envelopes, signatures, deadlines, retries."""

import asyncio
import contextlib
import functools
import json
from collections.abc import AsyncIterator, Callable, Iterator

import aiohttp
import httpx
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from sandbox.serve import running
from tests.contract.slack_play import (
    APP_TOKEN,
    SECRET,
    Json,
    Stage,
    button,
    card,
    make_app,
    over_socket,
    serving,
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(speed=1000) as sandbox:
        yield sandbox.url


@pytest.fixture
async def stage(address: str) -> Stage:
    found = Stage(address)
    await found.reset()
    return found


@contextlib.asynccontextmanager
async def socket(stage: Stage) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare connection, whose hello is still to be read."""
    url = (await stage.client(APP_TOKEN).apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as opened:
        yield opened


async def say(stage: Stage, text: str = "hello") -> Json:
    return await stage.control("message", person="anna", channel="C0QUEUE", text=text)


async def test_a_connection_is_greeted_and_pings_are_answered(stage: Stage) -> None:
    async with socket(stage) as opened:
        hello = await opened.receive_json()
        await opened.ping(b"still there?")

        assert hello["type"] == "hello"
        assert hello["num_connections"] == 1
        assert hello["connection_info"] == {"app_id": "A0BYHAND"}
        assert set(hello["debug_info"]) == {"host", "started", "build_number", "approximate_connection_time"}


async def test_an_address_opens_one_connection_only(stage: Stage) -> None:
    url = (await stage.client(APP_TOKEN).apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_an_eleventh_connection_is_too_many(stage: Stage) -> None:
    async with contextlib.AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(socket(stage)) for _ in range(10)]
        assert [(await one.receive_json())["num_connections"] for one in opened] == list(range(1, 11))

        eleventh = await stack.enter_async_context(socket(stage))

        assert (await eleventh.receive_json())["reason"] == "too_many_websockets"
        assert (await eleventh.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_an_envelope_goes_to_exactly_one_connection(stage: Stage) -> None:
    async with socket(stage) as first, socket(stage) as second:
        for one in (first, second):
            await one.receive_json()
        saying = asyncio.create_task(say(stage))
        waiting = [asyncio.create_task(one.receive_json()) for one in (first, second)]
        done, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        (got,) = done
        taker = (first, second)[waiting.index(got)]
        await taker.send_json({"envelope_id": got.result()["envelope_id"]})

        assert (await saying)["acknowledged"] is True
        assert got.result()["type"] == "events_api"
        assert got.result()["accepts_response_payload"] is False
        assert (got.result()["retry_attempt"], got.result()["retry_reason"]) == (0, "")
        assert not next(iter(rest)).done()
        for other in rest:
            other.cancel()


async def test_an_event_that_nobody_acknowledges_comes_three_times_more(stage: Stage) -> None:
    await stage.control("app", deadline=0.2)
    async with socket(stage) as opened:
        await opened.receive_json()
        saying = asyncio.create_task(say(stage))
        got = [await opened.receive_json() for _ in range(4)]

        assert (await saying)["acknowledged"] is False
        assert [one["retry_attempt"] for one in got] == [0, 1, 2, 3]
        assert [one["retry_reason"] for one in got] == ["", "timeout", "timeout", "timeout"]
        assert len({one["payload"]["event_id"] for one in got}) == 1
        assert len({one["envelope_id"] for one in got}) == 4


async def test_beyond_an_hours_events_the_app_is_told_once_that_they_are_left_out(stage: Stage) -> None:
    await stage.control("app", events_an_hour=1)
    async with socket(stage) as opened:
        await opened.receive_json()
        saying = asyncio.create_task(_say_thrice(stage))
        told = []
        for _ in range(2):
            envelope = await opened.receive_json()
            told.append(envelope["payload"]["type"])
            await opened.send_json({"envelope_id": envelope["envelope_id"]})

        errors = [one["error"] for one in await saying]
    assert told == ["event_callback", "app_rate_limited"]
    assert errors == [None, "app_rate_limited", "app_rate_limited"]


async def _say_thrice(stage: Stage) -> list[Json]:
    return [await say(stage) for _ in range(3)]


async def test_an_event_survives_the_apps_absence(stage: Stage) -> None:
    assert (await say(stage))["error"] == "connection_failed"

    async with socket(stage) as opened:
        await opened.receive_json()
        late = await opened.receive_json(timeout=5)

        assert late["retry_attempt"] >= 1
        await opened.send_json({"envelope_id": late["envelope_id"]})


async def test_a_click_is_not_repeated_when_its_connection_is_lost(stage: Stage) -> None:
    ts = (await stage.client().chat_postMessage(channel="C0QUEUE", text="x", blocks=card(button("a"))))["ts"]
    async with socket(stage) as opened:
        await opened.receive_json()
        where = {"channel": "C0QUEUE", "ts": ts, "action_id": "a"}
        clicking = asyncio.create_task(stage.control("click", person="anna", **where))
        while (await opened.receive_json())["type"] != "interactive":
            pass
        await opened.close()

        assert (await clicking)["error"] == "connection_failed"
    assert len(await stage.sent("block_actions")) == 1


async def test_the_real_client_comes_back_when_slack_asks_it_to(stage: Stage) -> None:
    app = make_app(stage)

    @app.event("message")
    async def message() -> None: ...

    async with over_socket(stage, app, ping_interval=0.5) as handler:
        for data in ({"reason": "refresh_requested"}, {"cut": True}):
            left = handler.client.current_session
            assert (await stage.control("disconnect", **data))["connections"] == 1
            await _until(functools.partial(_has_moved, handler, left))
            assert (await say(stage))["acknowledged"] is True


def _has_moved(handler: AsyncSocketModeHandler, left: object) -> bool:
    return handler.client.current_session is not left


async def _until(holds: Callable[[], bool]) -> None:
    """Wait for what only the libraries know of, without an event of its own."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.02)


class Server:
    """The app's side of signed HTTP, without Bolt: keeps what it gets and answers as told."""

    def __init__(self) -> None:
        self.got: list[web.Request] = []
        self.bodies: list[str] = []
        self.answers: list[web.Response] = []

    async def take(self, request: web.Request) -> web.Response:
        body = await request.text()
        if '"url_verification"' in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        self.got.append(request)
        self.bodies.append(body)
        return self.answers.pop(0) if self.answers else web.Response()

    def valid(self, number: int = -1) -> bool:
        headers = {name.lower(): value for name, value in self.got[number].headers.items()}
        return bool(SignatureVerifier(SECRET).is_valid_request(self.bodies[number], headers))


@pytest.fixture
async def server(stage: Stage) -> AsyncIterator[Server]:
    found = Server()
    application = web.Application()
    application.router.add_post("/slack/events", found.take)
    async with serving(application) as base:
        answer = await stage.control("app", request_url=f"{base}/slack/events")
        assert answer["verified"] is True
        yield found


async def test_requests_are_signed_so_that_slacks_own_verifier_agrees(stage: Stage, server: Server) -> None:
    await say(stage)
    await stage.control("command", person="anna", text="ä & b", wait=0)

    assert server.valid(0)
    assert server.valid(1)
    assert server.got[0].content_type == "application/json"
    assert server.got[1].content_type == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("tamper", ["signature", "timestamp", "unsigned"])
async def test_a_forged_request_does_not_verify(stage: Stage, server: Server, tamper: str) -> None:
    await say(stage)
    await stage.control("replay", number="last", tamper=tamper)

    assert server.bodies[0] == server.bodies[1]
    assert server.valid(0)
    assert not server.valid(1)


async def test_bolt_refuses_a_forged_request(stage: Stage) -> None:
    app: AsyncApp = make_app(stage)

    @app.event("message")
    async def message() -> None: ...

    async with serving(app.web_app("/slack/events")) as base:
        await stage.control("app", request_url=f"{base}/slack/events")
        assert (await say(stage))["acknowledged"] is True

        for tamper in ("signature", "timestamp"):
            forged = await stage.control("replay", number="last", tamper=tamper)
            assert (forged["acknowledged"], forged["error"]) == (False, "http_error")


async def test_an_address_that_does_not_answer_the_challenge_is_not_taken(stage: Stage) -> None:
    async def wrong(_request: web.Request) -> web.Response:
        return web.json_response({"challenge": "something else"})

    application = web.Application()
    application.router.add_post("/slack/events", wrong)
    async with serving(application) as base:
        assert "challenge" in await stage.refused("app", request_url=f"{base}/slack/events")

    assert (await stage.state())["app"]["request_url"] is None


async def test_a_failed_event_is_repeated_with_its_number_and_reason(stage: Stage, server: Server) -> None:
    server.answers = [web.Response(status=500), web.Response(status=503)]

    assert (await say(stage))["error"] == "http_error"
    await _until(lambda: len(server.got) == 3)

    retries = [(one.headers.get("x-slack-retry-num"), one.headers.get("x-slack-retry-reason")) for one in server.got]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len(set(server.bodies)) == 1
    assert server.valid(2)


async def test_an_app_may_ask_for_no_retries(stage: Stage, server: Server) -> None:
    server.answers = [web.Response(status=500, headers={"x-slack-no-retry": "1"})]
    await say(stage, "no more")
    await say(stage, "next")

    assert len(server.got) == 2
    assert "next" in server.bodies[1]


async def test_the_certificate_check_is_a_form_of_its_own(stage: Stage, server: Server) -> None:
    await stage.control("ssl_check")

    assert server.bodies == ["ssl_check=1&token=sandbox-verification-token"]


async def test_an_app_that_thinks_too_long_has_not_acknowledged(stage: Stage) -> None:
    async def slow(request: web.Request) -> web.Response:
        body = await request.text()
        if '"url_verification"' in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        await asyncio.sleep(1)
        return web.Response()

    application = web.Application()
    application.router.add_post("/slack/events", slow)
    async with serving(application) as base:
        await stage.control("app", request_url=f"{base}/slack/events", deadline=0.2)
        answer = await stage.control("command", person="anna", wait=0)

    assert (answer["acknowledged"], answer["error"]) == (False, "operation_timeout")


async def test_a_reset_forgets_everything_but_the_connection(stage: Stage) -> None:
    await stage.client().chat_postMessage(channel="C0QUEUE", text="x")
    async with socket(stage) as opened:
        await opened.receive_json()
        await stage.reset()
        state = await stage.state()

        assert (state["app"]["connections"], state["app"]["deadline"]) == (1, 3.0)
        assert [len(channel["messages"]) for channel in state["channels"]] == [0, 0, 0]
        assert (state["views"], state["ephemerals"]) == ({}, {})


@pytest.mark.parametrize("how", [{"cut": True}, {"reason": "warning"}, {"silent": True}])
async def test_an_end_whoever_makes_it_leaves_no_trace_of_an_error(
    stage: Stage, caplog: pytest.LogCaptureFixture, how: Json
) -> None:
    for _ in range(5):
        async with socket(stage) as opened:
            await opened.receive_json()
            for _ in range(300):
                await opened.send_str("{}")
            ending = asyncio.create_task(stage.control("disconnect", **how))
            while not ending.done():  # the app goes on talking meanwhile
                with contextlib.suppress(ConnectionError):
                    await opened.send_str("{}")
                await asyncio.sleep(0)
            await ending
            again = asyncio.create_task(stage.control("disconnect", **how))
            with contextlib.suppress(ConnectionError):
                await opened.send_bytes(b"no text")
            opened._writer.transport.abort()  # the app vanishes
            await again
    for _ in range(500):
        if not (await stage.state())["app"]["connections"]:
            break
        await asyncio.sleep(0.01)

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_the_page_sees_the_workspace_in_the_shared_state(stage: Stage) -> None:
    async with httpx.AsyncClient(base_url=stage.url) as http:
        shared = (await http.get("/_control/state")).json()

    assert shared["slack"] == await stage.state()

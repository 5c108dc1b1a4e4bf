"""Buttons, modals and the command: carried out, acknowledged, and only then followed by a call to Slack."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from bots.slack.acts import Interaction, read_click, read_command, read_submission
from bots.slack.clicks import CLICKS, Follow
from bots.slack.enrolment import VOLUNTEER_SAVE
from bots.slack.orders import Orders
from bots.slack.people import People
from bots.slack.submissions import CLOSE, SUBMISSIONS, Response, enrol
from bots.slack.tell import Afterwards, Teller
from routing.errors import ByhandError
from routing.kit import Kit

log = logging.getLogger(__name__)

Body = Mapping[str, Any]
MOST_REMEMBERED = 1000


class Listeners:
    """What Bolt calls. The use case is committed when `ack` is called; whatever comes after may fail."""

    def __init__(  # `after_joining` is begun with the id of whoever enrolled
        self,
        kit: Kit,
        people: People,
        teller: Teller,
        afterwards: Afterwards,
        after_joining: Callable[[str], Coroutine[Any, Any, None]],
    ) -> None:
        self._after_joining = after_joining
        self._kit = kit
        self._people = people
        self._teller = teller
        self._afterwards = afterwards
        self._orders = Orders(kit, people)
        self._followed: OrderedDict[str, None] = OrderedDict()

    async def click(self, body: Body, ack: AsyncAck) -> BoltResponse:
        """Any button. One that we do not know (a link's) is only acknowledged."""
        click = read_click(body)
        act = CLICKS.get(click.act.kind)
        if act is None:
            return await ack()
        try:
            follow = await act(self._kit, click)
        except ByhandError as error:
            follow = Follow(text=str(error))
        response = await ack()
        self._follow(click, follow)
        return response

    async def submit(self, body: Body, ack: AsyncAck) -> BoltResponse:
        """Any modal of ours."""
        submission = read_submission(body)
        given = await self._submitted(submission)
        response = await ack(dict(given.body)) if given.body else await ack()
        self._follow(submission, Follow(text=given.text))
        return response

    async def _submitted(self, submission: Interaction) -> Response:
        if submission.act.kind == VOLUNTEER_SAVE:
            response = await enrol(self._kit, submission, self._people)
            if response.body.get("response_action") == "update":
                self._afterwards.begin(self._after_joining(submission.act.slack_id))
            return response
        act = SUBMISSIONS.get(submission.act.kind)
        return await act(self._kit, submission) if act else CLOSE

    async def command(self, body: Body, ack: AsyncAck) -> BoltResponse:
        """/byhand."""
        order = read_command(body)
        follow, blocks = await self._orders.carry_out(order)
        if follow.view is not None:
            response = await ack()
            self._follow(order, follow)
            return response
        if order.value.strip().lower().startswith("join"):
            self._afterwards.begin(self._after_joining(order.act.slack_id))
        return await ack(text=follow.text, blocks=blocks or None, response_type="ephemeral")

    def _follow(self, done: Interaction, follow: Follow) -> None:
        """What comes after the acknowledgement; after that of a repeat, nothing more."""
        if done.act.key in self._followed:
            return
        self._followed[done.act.key] = None
        while len(self._followed) > MOST_REMEMBERED:
            self._followed.popitem(last=False)
        if follow.view is not None:
            self._afterwards.begin(self._teller.open_view(done.trigger_id, follow.view))
        if follow.text:
            self._afterwards.begin(self._teller.tell(done.where, follow.text))

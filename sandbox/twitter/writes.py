"""X's write calls: create (also a new version) and delete, on behalf of our account."""

import html
from typing import Any

from sandbox.reading import loads
from sandbox.twitter import ledger
from sandbox.twitter.problems import forbidden, invalid
from sandbox.twitter.rules import Order, check, check_json_ids, has_link, may_answer, read_order
from sandbox.twitter.world import World


class Writes:
    def __init__(self, world: World) -> None:
        self.world = world

    def create(self, body: bytes) -> dict[str, Any]:
        try:
            data = loads(body)
        except ValueError as error:
            raise invalid("Could not parse the request body as JSON") from error
        order = read_order(self.world, data)
        check(self.world, order)
        self.world.ledger.charge(self._price(order))
        if order.edited is None:
            post = self.world.publish(self.world.me, order.draft)
        else:
            post = self.world.edit(order.edited, order.draft.text)
        return {"data": {"id": str(post.id), "text": html.escape(post.text, quote=False)}}

    def delete(self, number: str) -> dict[str, Any]:
        """Deleting what is gone already answers as X does: with success, and `deleted` true."""
        check_json_ids(number, "id")
        post = self.world.posts.get(int(number))
        if post is not None and post.author.id != self.world.me.id:
            raise forbidden("You are not authorized to delete this Tweet.")
        if post is not None and not post.deleted:
            self.world.ledger.charge(ledger.DELETE)
            self.world.delete(post)
        return {"data": {"deleted": True}}

    def _price(self, order: Order) -> float:
        if has_link(order.draft):
            return ledger.CREATE_WITH_URL
        answered = order.draft.reply_to
        summoned = answered is not None and answered.author.id != self.world.me.id and may_answer(self.world, answered)
        return ledger.SUMMONED_REPLY if summoned else ledger.CREATE

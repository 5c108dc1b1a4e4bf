import json, asyncio
from tests.integration.test_slack_app import *
from store.models import Delivery, Offer
async def test_dbg(stage):
    await stage.join("U0ANNA")
    await stage.ask()
    await stage.claim("U0ANNA")
    await stage.write("U0ANNA", "I will ask a colleague.")
    print(await stage.play("submit", person="U0ANNA", values={"outcome": {"choice": "come_back"}}))
    await stage.settle()
    for m in await stage.messages("U0ANNA"): print(json.dumps([b.get("text",b.get("elements")) for b in m["blocks"]])[-900:])
    for d in stage.rows(Delivery): print(d.id,d.kind,d.state,d.lane,d.error,d.not_before if hasattr(d,'not_before') else '')
    print(stage.rows(Claim), stage.rows(Offer))
    said = await stage.play("command", person="U0ANNA", text="queue"); print(json.dumps(said)[:3000])

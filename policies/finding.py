"""The policy's `finding` and `people`: how sure Byhand must be of what a question says, and what counts of people."""

from typing import Annotated, Literal

from pydantic import Field

from policies.asking import Kilometres
from policies.values import Frozen, Word

Share = Annotated[float, Field(ge=0, le=1)]


class Finding(Frozen):
    """How sure Byhand must be before it says what a question is about; shares of 1, as probabilities.

    A question whose best topic is less likely than `topic_at_least` has none, and begins at the ring `unsorted`
    (left out: at the first). A second topic counts from `second_topic_at_least` on. `kind_at_least` is for praise,
    complaints and chatter that are only listened to, `place_at_least` for places named in words.
    """

    topic_at_least: Share = 0.35
    second_topic_at_least: Share = 0.3
    kind_at_least: Share = 0.8
    place_at_least: Share = 0.5
    unsorted: Word | None = None


class People(Frozen):
    """What counts of volunteers when one is chosen.

    `evidence`: "smoothed" lets what came of somebody's questions speak beside the level he gave himself, "declared"
    lets the level alone. `half_worth_km`: so far away somebody counts half as much as next door. `newcomer_share`: how
    often one of those asked is somebody with little evidence yet. `holidays`: nobody is asked on a public holiday of
    his country. `presence`: whether Slack is asked who is active just now.
    """

    evidence: Literal["smoothed", "declared"] = "smoothed"
    half_worth_km: Kilometres = 50
    newcomer_share: Share = 0.2
    holidays: bool = True
    presence: bool = False

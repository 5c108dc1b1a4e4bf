"""Checks of the policy: there, valid, the one in force, and people for everything that it promises."""

from collections.abc import Callable
from functools import wraps

from commands.checks.installation import Installation
from commands.checks.verdict import Group, Verdict, bad, not_looked_at, ok, some, warn
from routing.coverage import Coverage

GROUP = Group("policy", "Policy and people")
JOIN = "somebody joins in Slack: /byhand join"


@GROUP.check("in_force", "without a policy nobody is asked")
def in_force(i: Installation) -> Verdict:
    if i.stored.policy_trouble:
        return bad(f"the policy in force is refused now: {i.stored.policy_trouble}", "`byhand policy apply FILE`")
    if i.stored.version is not None:
        return ok(f"version {i.stored.version} is in force")
    if i.stored.trouble and not i.stored.absent:
        return not_looked_at(i.stored.trouble)
    if i.file is None:
        return bad("there is no policy", "`byhand policy apply policies/default.yaml`, or set BYHAND_POLICY")
    return ok("none yet: the first `byhand run` begins with the file's")


@GROUP.check("file", "a file with a mistake cannot be applied")
def file(i: Installation) -> Verdict:
    if i.file is None:
        return ok("BYHAND_POLICY names no file, and none is needed" if i.stored.version else "BYHAND_POLICY names none")
    if i.file.problems:
        more = f" (and {len(i.file.problems) - 1} more)" if len(i.file.problems) > 1 else ""
        return bad(f"{i.file.path}: {i.file.problems[0]}{more}", f"`byhand policy check {i.file.path}` says all")
    return ok(f"{i.file.path} is a good policy")


@GROUP.check("applied", "what stands in the file holds only once it is applied")
def applied(i: Installation) -> Verdict:
    if i.file is None or i.file.same is None:
        return not_looked_at("there is nothing to compare")
    if not i.file.same:
        return warn(
            f"{i.file.path} differs from version {i.stored.version}, which is in force",
            f"`byhand policy apply {i.file.path}`",
        )
    return ok("the file is what is in force")


@GROUP.check("coordinates", "a shop in the wrong place calls the wrong people")
def coordinates(i: Installation) -> Verdict:
    if i.policy is None or i.machine.index_trouble:
        return not_looked_at("there is no policy, or no place index to compare with")
    if i.wrong_country:
        told = some((f"{name} ({wanted}, lies in {found})" for name, wanted, found in i.wrong_country), 3)
        return warn(f"shops in another country than they say: {told}", "correct latitude and longitude in the policy")
    return ok(f"each shop lies in the country that it names ({len(i.policy.places)})")


def _coverage(i: Installation) -> Coverage | None:
    return i.stored.coverage


def _unknown(i: Installation) -> Verdict:
    return not_looked_at(i.stored.trouble or "there is no policy in force, or no database")


def _where_people_are(look: Callable[[Coverage], Verdict]) -> Callable[[Installation], Verdict]:
    """A check of what volunteers cover; while there are none, that is said once, as `people`."""

    @wraps(look)
    def check(i: Installation) -> Verdict:
        found = _coverage(i)
        if found is None:
            return _unknown(i)
        return look(found) if found.enrolled else not_looked_at("nobody has joined yet")

    return check


@GROUP.check("people", "volunteers are all that Byhand has")
def people(i: Installation) -> Verdict:
    found = _coverage(i)
    if found is None:
        return _unknown(i)
    if not found.enrolled:
        return warn("nobody has joined yet", "in Slack: /byhand join TOPIC near PLACE")
    if found.away == found.enrolled:
        return bad(f"everybody has paused ({found.enrolled})", "ask some of them to type /byhand resume")
    return ok(f"volunteers: {found.enrolled}, of them paused: {found.away}")


@GROUP.check("topics", "a question on a topic that nobody chose waits until the channel's turn")
@_where_people_are
def topics(found: Coverage) -> Verdict:
    if found.without_topic:
        return warn(f"nobody knows {some(found.without_topic)}", f"{JOIN} that topic")
    return ok("every topic has somebody")


@GROUP.check("stray_topics", "who chose only topics that are gone is never asked")
@_where_people_are
def stray_topics(found: Coverage) -> Verdict:
    if found.stray_topics:
        mend = "keep a topic's id in the policy, or ask those volunteers to choose again: /byhand"
        return warn(f"volunteers chose what the policy no longer has: {some(found.stray_topics)}", mend)
    return ok("whatever volunteers chose is in the policy")


@GROUP.check("shops", "an asker near such a shop is answered by somebody far away")
@_where_people_are
def shops(found: Coverage) -> Verdict:
    if found.lonely_shops:
        return warn(f"nobody is near {some(found.lonely_shops, 3)}", f"{JOIN} … near that place")
    return ok("somebody is near every shop")


@GROUP.check("countries", "in such a country no ring by distance finds anybody")
@_where_people_are
def countries(found: Coverage) -> Verdict:
    if found.empty_countries:
        return warn(f"shops, and nobody in reach of any: {some(found.empty_countries)}", f"{JOIN} … near a place there")
    return ok("somebody is in reach in every country with shops")


@GROUP.check("rings", "a ring that can find nobody is skipped, every time")
def rings(i: Installation) -> Verdict:
    found = _coverage(i)
    if found is None:
        return _unknown(i)
    if found.empty_rings:
        told = some((f"{name} ({why})" for name, why in found.empty_rings), 3)
        return warn(f"rings that can find nobody: {told}", "change or remove it in the policy")
    return ok("every ring can find somebody")

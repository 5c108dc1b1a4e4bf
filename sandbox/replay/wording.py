"""What the simulated volunteers write: plainly a rehearsal, and never twice the same, which X would refuse."""

from random import Random

from sandbox.replay.asked import Asked

MARK = "[Rehearsal]"
_ADVICE = {
    "tv": (
        "Please try the cable in another HDMI socket first, then switch the set off at the wall for a minute.",
        "Measure from the sofa to the wall: half of that is about the diagonal you want.",
    ),
    "audio": (
        "Clean the mesh with a dry brush, forget the pairing on the phone and pair once more.",
        "The optical output is enough for this one; the cable is in the box.",
    ),
    "computers": (
        "Start it once without anything plugged in. If it is quick then, it is one of the devices.",
        "Sixteen GB is what I would take; the rest of the machine is fine for that.",
    ),
    "printers": (
        "Take the printer off the list, switch the router off and on, then add it again.",
        "Run the cleaning twice, wait an hour, and only then print a test page.",
    ),
    "phones": (
        "Look into the socket with a torch: mostly it is lint, and a wooden toothpick gets it out.",
        "Copy everything over by cable, it takes half as long and nothing is missed.",
    ),
    "cameras": (
        "Format the card in the camera, not on the computer, and the message is gone.",
        "For indoor sports I would borrow a fast 85 mm first and see whether you like it.",
    ),
    "gaming": (
        "Hold the reset pinhole for five seconds, then connect it by cable once.",
        "The next delivery is usually on Thursday; come before noon.",
    ),
    "kitchen": (
        "That code is the drain: the sieve at the bottom, then the hose behind it.",
        "Leave two centimetres on the side of the hinges and the door opens all the way.",
    ),
    "laundry": (
        "Take out the three transport bolts at the back and level the feet, then it stands still.",
        "No hose to the outside is needed with a heat pump; empty the water tray now and then.",
    ),
    "smart-home": (
        "Give the 2.4 GHz band a name of its own and join it with that.",
        "Put the second unit halfway, not where the signal is gone already.",
    ),
    "orders": (
        "It sits at the depot, I have asked them to bring it tomorrow before noon.",
        "Any of our shops takes it back, the order's number on your phone is enough.",
    ),
    "stores": (
        "We are open from nine to eight, on Saturdays to six; the lift is on the left.",
        "Bring it along, a look at it costs nothing and takes ten minutes.",
    ),
}
_GENERAL = (
    "I have had the same at home; come by and ask for me, then we look at it together.",
    "Please tell me the model as it stands on the label at the back, then I can say more.",
)
_THANKS = ("That is kind of you, I have told the colleagues.", "Thank you, that makes our day here.")
_SORRY = ("I am sorry, that should not happen; I am looking into it now.", "You are right, and I have passed it on.")
_AGAIN = ("Then please try it once more with everything else switched off.", "Good question: yes, that goes as well.")


def answer(asked: Asked, attempt: int, chance: Random) -> str:
    """Fits every channel; the number at the end makes it the only one of its kind."""
    return f"{MARK} {chance.choice(_choices(asked))} (no. {asked.number}, {attempt})"


def _choices(asked: Asked) -> tuple[str, ...]:
    line = asked.line
    if line.kind == "praise":
        return _THANKS
    if line.kind == "complaint":
        return _SORRY
    return _AGAIN if line.follows or line.quotes else _ADVICE.get(line.topic, _GENERAL)

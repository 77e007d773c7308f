"""What the Help page says, in sections."""

from typing import Final

from fashion_model.categories import CATEGORIES
from fashion_model.formats import listed
from fashion_model.photo.decode import ACCEPTED_IN_WORDS

_DOES: Final = """
You give it photos of clothes, shoes and bags. For each item it says which of ten categories it belongs to:
{categories}.

- **No check needed** means: it is so sure that the answer stands without you.{trust} A few of these are shown
  to a person all the same, to see whether that still holds.
- **Please check** means: a person decides, and the reason is written beside it. Its own guess is there too, but
  nothing is saved before you press a button.
- Every answer is written down with who gave it and when. *Undo* takes any decision back, also later, in
  *Catalogue*.
"""

CANNOT: Final = """
- **Other things than the ten.** Skirts, shorts, hats, socks, jewellery, toys: press *None of the ten*. Mostly
  it asks by itself, but it can take a skirt for a dress.
- **More than one item.** Of a whole outfit it picks one garment and asks which you mean. A set of two pieces is
  not one item.
- **Fine differences.** A thick shirt or a thin coat, a long-sleeved T-shirt or a pullover: it errs there most,
  and people do too.
- **Read.** It does not know brands, sizes, colours, price tags or what the file’s name says about the garment.
- **Know your shop’s own names.** It keeps to the ten; *Rules* holds your shop’s codes for them.
"""

GOOD: Final = """
One item, all of it in the picture, spread out or on a hanger, the right way up, in daylight, on a plain floor,
bed or wall that is not of its colour. A phone's camera is good enough; no need to cut the background away.
"""

BAD: Final = "They are accepted, but you will be asked more often, or get a wrong answer:"

FILES: Final = f"""
Accepted are {ACCEPTED_IN_WORDS}. Name a photo after its item: `TS-1042.jpg`, or `TS-1042_1.jpg` and
`TS-1042_2.jpg` for two photos of one. Then the answer finds its way to the item by itself. Where a photo was
taken and with which camera is removed before it is stored; the original file is not kept.
"""

WHERE: Final = """
| you want to | open |
|---|---|
| try one photo, or a few | Classify |
| bring in many photos, or a list of items | Deliveries |
| decide what the program was unsure of | Review |
| find an item, correct it, see its history, download a list | Catalogue |
| know how often it is right, and where it errs | Evaluation, Error gallery |
| change how sure it must be, and your shop’s codes | Rules |
"""


def does(trust: str | None) -> str:
    """Return what the program does, as Markdown.

    Args:
        trust: How often answers without a check were right, in a sentence; None when that is not known.
    """
    return _DOES.format(categories=listed(CATEGORIES), trust=f" {trust}" if trust else "")

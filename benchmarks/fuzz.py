"""Decoding under random damage: nothing but a photo or a refusal may come out.

    python -m benchmarks.fuzz [--minutes 10] [--seed 0]

Changes bytes, cuts, doubles and mixes pieces of small files of every accepted format, and decodes what comes of it in
this process. Prints what came out how often, and every file by seed and number over which something else was raised.
Exits with 1 when there is one. A crash of the decoder itself ends the run; the number of the file is the last line.
"""

import argparse
import random
import sys
from collections import Counter
from time import monotonic

from benchmarks.hostile_files import changed, format_names, whole
from fashion_model.photo.decode import PhotoRefused, decode_here

_SAY_EVERY_S = 20.0


def mutated(files: list[bytes], chance: random.Random) -> bytes:
    """Return one of the files with random damage."""
    data = chance.choice(files)
    kind = chance.randrange(5)
    if kind == 0:
        return changed(data, chance.randint(1, 30), chance.getrandbits(32))
    first, last = sorted(chance.randrange(len(data)) for _ in range(2))
    if kind == 1:
        return data[:first] + data[last:]  # a piece is missing
    if kind == 2:
        return data[:last] + data[first:]  # a piece comes twice
    if kind == 3:
        other = chance.choice(files)
        return data[:first] + other[first : first + chance.randrange(400)] + data[first:]
    return changed(data[:last], chance.randint(0, 5), chance.getrandbits(32))


def outcome(data: bytes) -> str:
    """Return ``judged``, ``judged with a remark``, ``refused``, or the name of what should never be raised."""
    try:
        photo = decode_here(data)
    except PhotoRefused as refusal:
        return "refused" if str(refusal).endswith(".") else "refused without a sentence"
    except BaseException as error:  # that is the question
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"WRONG {type(error).__name__}"
    return "judged with a remark" if photo.remark else "judged"


def run(minutes: float, seed: int) -> Counter[str]:
    """Decode damaged files for some minutes; returns how often each outcome was seen."""
    files = [whole(name) for name in format_names()]
    seen: Counter[str] = Counter()
    until, said = monotonic() + 60 * minutes, monotonic()
    while monotonic() < until:
        number = seen.total()
        what = outcome(mutated(files, random.Random(f"{seed} {number}")))
        seen[what] += 1
        if what.startswith("WRONG"):
            print(f"{what}: seed {seed}, file {number}", flush=True)
        if monotonic() - said > _SAY_EVERY_S:
            said = monotonic()
            print(f"{seen.total():,} files", flush=True)
    return seen


def main() -> None:
    """Run, and print what was seen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    seen = run(options.minutes, options.seed)
    for what, count in seen.most_common():
        print(f"{count:>9,}  {what}")
    sys.exit(any(what.startswith("WRONG") for what in seen))


if __name__ == "__main__":
    main()

"""One error in a dialog: answers, votes, similar pictures and judgements."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit, urlunsplit

import pandas as pd
import streamlit as st

from fashion_model.analysis.records import BenchmarkEvaluation
from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.photo.thumbnails import crisp, tinted
from fashion_model.serving.artifacts import Artifact
from fashion_model.serving.decision import rank_answers
from fashion_model.web.address import forget, write
from fashion_model.web.classify.suggestion import show_answers, show_shares
from fashion_model.web.gallery.data import (
    NOT_HERE,
    PHOTOS_MISSING,
    Gallery,
    look_again,
    photo_file,
    pixels_of,
    whole_photo,
)
from fashion_model.web.gallery.judgements import show_judgements
from fashion_model.web.gallery.link import PICTURE
from fashion_model.web.gallery.words import agreement_in_words, all_shares, shares_of, verdict_in_words
from fashion_model.web.links import BENCHMARK, gallery_address
from fashion_model.web.loaded import get_error_analysis, get_votes
from fashion_model.web.resources import get_classifier
from fashion_model.web.similar import NEAREST, show_nearest, show_neighbours
from fashion_model.web.words import escape_markdown, shortened

_PHOTO_WIDTH, _SMALL_WIDTH = 320, 120


def _show_photo(artifact: Artifact, row: pd.Series) -> None:
    """Show a photo that was wrongly answered; what needs the photo itself only where it is on this machine."""
    st.header(_title(row), anchor=False)
    st.caption(
        f"{escape_markdown(row['picture'])} · the set calls it “{escape_markdown(row['shows'])}” · the answer was: "
        f"{row['status'].lower()}"
    )
    file = photo_file(row["picture"])
    if file is None:
        st.info(PHOTOS_MISSING, icon=":material/hide_image:")
        show_shares(_answers_of(row))
        return
    again = look_again(file, artifact.version)
    with st.container(horizontal=True, gap="medium"):
        shown = whole_photo(row["picture"])
        if shown:
            with st.container(width=_PHOTO_WIDTH):
                st.image(shown, width="stretch", alt=f"Photo: {row['label']}")
        if seen := again.value:
            with st.container(width=_SMALL_WIDTH, gap="xsmall"):
                st.image(seen.garment.close_up, width="stretch", caption="Close-up", alt="The close-up that was judged")
                st.image(crisp(255 - seen.garment.picture), width="stretch", caption="28×28", alt="The 28×28 picture")
        with st.container(width=_PHOTO_WIDTH - 60, gap="small"):
            st.markdown("**What the network considered**")
            if seen:
                show_answers(seen.decision.answers[:NEAREST])
            else:
                show_shares(_answers_of(row))
    if seen is None:
        st.warning(escape_markdown(again.problem))
        return
    st.markdown("**Nearest training pictures** to the 28×28 picture")
    show_nearest(get_classifier(), seen.garment.picture, row["label"], row["predicted"])


def _answers_of(row: pd.Series) -> list[tuple[str, float]]:
    return [(row["predicted"], float(row["confidence"])), (row["second"], float(row["second_confidence"]))]


_EDGE = 230
_CONSIDERED = 5


@dataclass(frozen=True)
class ShownError:
    """The error that is open, and where it stands among those that were found.

    Attributes:
        row: Its row of the gallery.
        previous: The picture before it; empty for none.
        following: The picture after it; empty for none.
        place: From 1; 0 where the filters do not find it.
        found: How many were found.
    """

    row: pd.Series
    previous: str
    following: str
    place: int
    found: int


def shown_error(gallery: Gallery, found: Sequence[str], picture: str) -> ShownError | None:
    """Return the answer that an address asks for; None when there is no such picture.

    Args:
        gallery: All errors.
        found: Names of those that the filters find, in their order.
        picture: As in the address.
    """
    rows = gallery.answers[gallery.answers["picture"] == picture]
    if rows.empty:
        return None
    place = found.index(picture) if picture in found else None
    return ShownError(
        row=rows.iloc[0],
        previous=found[place - 1] if place else "",
        following=found[place + 1] if place is not None and place + 1 < len(found) else "",
        place=0 if place is None else place + 1,
        found=len(found),
    )


@st.dialog("One answer", width="large", on_dismiss=partial(forget, PICTURE))
def show_picture(
    artifact: Artifact,
    benchmark: BenchmarkEvaluation,
    gallery: Gallery,
    found: Sequence[str],
    picture: str,
    catalogue: Catalogue | None,
) -> None:
    """Show one error with all that is known of it, and let an analyst judge it.

    Args:
        artifact: The model.
        benchmark: Has the test pictures.
        gallery: All errors.
        found: Names of those that the filters find, in their order.
        picture: As in the address.
        catalogue: Keeps judgements; None when it cannot be reached.
    """
    shown = shown_error(gallery, found, picture)
    if shown is None:
        st.error(
            f"The link leads nowhere: there is no picture “{escape_markdown(shortened(picture))}”. Close this to see "
            "the others."
        )
        return
    _show_way(shown)
    if catalogue is not None:
        show_judgements(catalogue, artifact.version, gallery.of, shown.row, shown.following)
    if gallery.of == BENCHMARK:
        _show_test_picture(artifact, benchmark, shown.row)
    else:
        _show_photo(artifact, shown.row)
    _show_link(gallery.of, picture)


def _show_way(shown: ShownError) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _way_button("Previous", ":material/chevron_left:", shown.previous, "Left")
        _way_button("Next", ":material/chevron_right:", shown.following, "Right")
        if shown.place:
            st.caption(f"{shown.place:,} of {shown.found:,}", width="content")


def _way_button(label: str, icon: str, picture: str, key: str) -> None:
    if st.button(label, icon=icon, disabled=not picture, shortcut=key):
        write(PICTURE, picture)
        st.rerun()


def _show_test_picture(artifact: Artifact, benchmark: BenchmarkEvaluation, row: pd.Series) -> None:
    index, label, predicted = int(row["picture"]), row["label"], row["predicted"]
    analysis = get_error_analysis(artifact)
    found = analysis.value.errors.get(index) if analysis.value else None
    pixels = pixels_of(benchmark, analysis.value, row["picture"])
    st.header(_title(row), anchor=False)
    with st.container(horizontal=True, gap="medium"):
        if pixels is None:
            st.markdown(NOT_HERE)
        else:
            with st.container(width=_EDGE, gap="xsmall"):
                alt = f"Test picture {index}: {label}"
                st.image(crisp(255 - pixels), width="stretch", caption="The picture", alt=alt)
        if found and pixels is not None:
            with st.container(width=_EDGE, gap="xsmall"):
                st.image(
                    tinted(255 - pixels, found.saliency),
                    width="stretch",
                    caption=f"Orange: hiding it makes the network doubt {predicted}",
                    alt="The same picture, orange where the network looked",
                )
        with st.container(width=_EDGE + 30, gap="small"):
            st.markdown("**What the network considered**")
            show_answers(rank_answers(benchmark.probabilities[index], scope=1.0)[:_CONSIDERED])
        with st.container(width=_EDGE + 30, gap="small"):
            st.markdown("**What people said**")
            if analysis.value and found:
                votes = get_votes(len(analysis.value.people_agree))
                shares = (
                    shares_of(found, label, predicted)
                    if votes.value is None
                    else all_shares(votes.value[index], label, predicted)[:_CONSIDERED]
                )
                show_shares([(part.name, part.share) for part in shares])
                st.caption(agreement_in_words(found), help=votes.problem or None)
            else:
                st.caption(escape_markdown(analysis.problem) or "Votes are kept of errors only.")
    if found:
        st.markdown(verdict_in_words(found.verdict))
    if not row["right"]:
        show_neighbours(artifact, index, label, predicted)
    elif pixels is not None:
        st.markdown("**Nearest training pictures**")
        show_nearest(get_classifier(), pixels, label, predicted)


def _title(row: pd.Series) -> str:
    return f"{row['label']}, seen as {row['predicted']}{', rightly' if row['right'] else ''}"


def _show_link(of: str, picture: str) -> None:
    here = urlsplit(st.context.url or "")
    address = gallery_address(of=of, picture=picture)
    path, _, query = address.partition("?")
    base = here.path.rsplit("/", 1)[0]
    st.markdown("**Link to this picture**")
    st.code(urlunsplit((here.scheme, here.netloc, f"{base}/{path}", query, "")), language=None)

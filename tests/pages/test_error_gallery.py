"""The Error gallery, run without a browser."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from fashion_model.analysis.folder import ANALYSIS_FOLDER
from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.categories import CATEGORIES
from fashion_model.evaluation.errors import ErrorFilter, arrange, select
from fashion_model.serving.artifacts import Artifact
from fashion_model.web.gallery.data import Gallery, benchmark_gallery, get_gallery
from fashion_model.web.gallery.link import PAGE_SIZE
from fashion_model.web.links import BENCHMARK, PHOTOS
from fashion_model.web.loaded import VOTES_MISSING, get_answer_table, get_similar_pictures
from tests.catalogue.review.fixtures import judge
from tests.web.fixtures import button, labels, texts


@pytest.fixture
def errors(artifact: Artifact) -> pd.DataFrame:
    return get_gallery(artifact, BENCHMARK).errors


@pytest.fixture
def gallery(open_page: Callable[[str], AppTest], shop: Catalogue) -> AppTest:
    return open_page("error_gallery")


def shown(gallery: AppTest) -> list[str]:
    """Return the pictures on the page, in order."""
    cards = [one.value.split(" sure · picture ") for one in gallery.markdown]
    return [parts[1].split("]")[0] for parts in cards if len(parts) == 2]


def with_link(gallery: AppTest, **parameters: str) -> AppTest:
    for name, value in parameters.items():
        gallery.query_params[name] = value
    return gallery.run()


def first_page(errors: pd.DataFrame, wanted: ErrorFilter) -> list[str]:
    return arrange(select(errors, wanted), "confident")["picture"].head(PAGE_SIZE).tolist()


def test_gallery_starts_with_the_surest_errors(gallery: AppTest, errors: pd.DataFrame) -> None:
    gallery.run()
    assert not gallery.exception
    assert not gallery.warning
    assert f"**{len(errors):,} of {len(errors):,} errors**" in texts(gallery)
    assert "150 :violet-badge[suspect label]" in texts(gallery)
    assert shown(gallery) == first_page(errors, ErrorFilter())


def test_cards_say_what_people_said(gallery: AppTest, errors: pd.DataFrame) -> None:
    with_link(gallery, true="Shirt", predicted="T-shirt/top", verdict="suspect label")
    row = arrange(select(errors, ErrorFilter("Shirt", "T-shirt/top", "suspect label")), "confident").iloc[0]
    card = next(one.value for one in gallery.markdown if "seen as" in one.value)
    assert card.startswith("**Shirt**  \nseen as **T-shirt/top**  \n:violet-badge[suspect label]")
    assert f":orange[■] {row['predicted_share']:.0%}".replace("%", " % T-shirt/top") in card


def test_gallery_is_filtered_by_categories_verdict_and_confidence(gallery: AppTest, errors: pd.DataFrame) -> None:
    gallery.run()
    gallery.selectbox(key="true").set_value("Shirt").run()
    gallery.selectbox(key="predicted").set_value("T-shirt/top").run()
    pair = ErrorFilter("Shirt", "T-shirt/top")
    assert f"**{len(select(errors, pair)):,} of {len(errors):,} errors**" in texts(gallery)
    assert shown(gallery) == first_page(errors, pair)
    gallery.selectbox(key="verdict").set_value("reasonable").run()
    gallery.slider(key="sure").set_value((40, 60)).run()
    assert shown(gallery) == first_page(errors, ErrorFilter("Shirt", "T-shirt/top", "reasonable", (0.4, 0.6)))


def test_gallery_is_ordered_by_fault_and_by_how_divided_people_are(gallery: AppTest, errors: pd.DataFrame) -> None:
    gallery.run()
    gallery.selectbox(key="sort").set_value("Network's fault first").run()
    assert shown(gallery) == arrange(errors, "fault")["picture"].head(PAGE_SIZE).tolist()
    gallery.selectbox(key="sort").set_value("People most divided first").run()
    assert shown(gallery) == arrange(errors, "divided")["picture"].head(PAGE_SIZE).tolist()


def test_link_restores_filter_order_and_page(gallery: AppTest, errors: pd.DataFrame) -> None:
    with_link(gallery, true="Shirt", sort="Dataset order", page="2")
    assert not gallery.warning
    assert shown(gallery) == select(errors, ErrorFilter("Shirt"))["picture"].iloc[PAGE_SIZE : 2 * PAGE_SIZE].tolist()


def test_a_new_filter_starts_at_its_first_page(gallery: AppTest, errors: pd.DataFrame) -> None:
    with_link(gallery, page="2")
    gallery.selectbox(key="true").set_value("Shirt").run()
    assert not gallery.warning
    assert shown(gallery) == first_page(errors, ErrorFilter("Shirt"))


def test_a_bad_link_gets_a_sentence_and_the_gallery_all_the_same(gallery: AppTest) -> None:
    with_link(gallery, true="Hat", page="99999")
    assert not gallery.exception
    assert len(gallery.warning) == 1
    assert "a true category that is not one of the ten" in gallery.warning[0].value
    assert "a page that is not there" in gallery.warning[0].value
    assert len(shown(gallery)) == PAGE_SIZE
    gallery.run()
    assert not gallery.warning


def test_a_link_with_empty_choices_shows_the_usual(gallery: AppTest) -> None:
    with_link(gallery, show="", pictures="")
    assert not gallery.exception
    assert not gallery.warning
    assert len(shown(gallery)) == PAGE_SIZE


@pytest.mark.parametrize("view", ["Pictures", "Families", "Judged"])
def test_a_link_to_unknown_pictures_is_told_in_each_view(gallery: AppTest, view: str) -> None:
    with_link(gallery, show=view, pictures="Hats")
    assert not gallery.exception
    assert [one.value for one in gallery.warning] == [
        "The link asks for pictures that are not there. There are: Fashion-MNIST, Photos."
    ]


def test_a_link_to_photos_of_a_model_without_any_is_told(
    gallery: AppTest, serve: Callable[..., None], artifact: Artifact
) -> None:
    scores = artifact.manifest["scores"] | {"photos": {"photos": 0}}
    serve("grey", "photo_predictions.csv", b"", scores=scores)
    with_link(gallery, pictures="Photos")
    assert not gallery.exception
    assert "There are: Fashion-MNIST." in gallery.warning[0].value


def test_a_link_to_a_range_is_followed(gallery: AppTest, errors: pd.DataFrame) -> None:
    gallery.query_params["sure"] = ["40", "60"]
    gallery.run()
    assert not gallery.warning
    assert shown(gallery) == first_page(errors, ErrorFilter(confidence=(0.4, 0.6)))


@pytest.mark.parametrize("sure", ["40", ["40", "many"], ["40", "600"]])
def test_a_link_to_no_range_is_told(gallery: AppTest, sure: str | list[str]) -> None:
    gallery.query_params["sure"] = sure
    gallery.run()
    assert not gallery.exception
    assert "does not say between which per cents" in gallery.warning[0].value
    assert len(shown(gallery)) == PAGE_SIZE


@pytest.mark.parametrize("view", ["Pictures", "Families"])
def test_a_model_without_an_error_says_so(
    gallery: AppTest, serve: Callable[..., None], faultless: bytes, view: str
) -> None:
    serve("faultless", "test_predictions.npz", faultless)
    with_link(gallery, show=view)
    assert not gallery.exception
    assert [one.value for one in gallery.info] == [
        "The model made no error on these pictures, so there is none to show."
    ]
    assert "Show all errors" not in labels(gallery)


@pytest.mark.parametrize("view", ["Pictures", "Families"])
def test_an_empty_selection_says_so_and_leads_back(gallery: AppTest, view: str) -> None:
    with_link(gallery, show=view, true="Shirt", predicted="Shirt")
    assert not gallery.exception
    assert "no such error" in gallery.info[0].value
    assert not shown(gallery)
    button(gallery, "Show all errors").click().run()
    assert not gallery.exception
    assert not gallery.info
    assert len(shown(gallery)) == (PAGE_SIZE if view == "Pictures" else 0)


def test_families_say_in_how_many_the_label_is_outvoted(gallery: AppTest, errors: pd.DataFrame) -> None:
    with_link(gallery, show="Families")
    pair = select(errors, ErrorFilter("Shirt", "T-shirt/top"))
    missed = int((pair["people_say"] != "Shirt").sum())
    assert f"Shirt seen as T-shirt/top: {len(pair)}, the label outvoted in {missed}" in texts(gallery)
    table = gallery.dataframe[0].value
    assert table["Errors"].sum() == len(errors)
    assert table[["Suspect label", "Reasonable", "The network's fault", "Ambiguous"]].sum().sum() == len(errors)
    assert table["Pictures"].iloc[0] == "error_gallery?true=Shirt&predicted=T-shirt%2Ftop"


def test_a_picture_opens_with_all_that_is_known_of_it(gallery: AppTest, errors: pd.DataFrame) -> None:
    row = errors.iloc[0]
    with_link(gallery, picture=row["picture"])
    assert not gallery.exception
    said = texts(gallery)
    assert f"{row['label']}, seen as {row['predicted']}" in said
    for heading in ("What the network considered", "What people said", "Nearest training pictures", "What do you say?"):
        assert f"**{heading}**" in said
    assert "Labels of the 5 nearest training pictures: " in said
    assert gallery.code[0].value.endswith(f"error_gallery?picture={row['picture']}")


def test_a_card_opens_its_picture_and_the_next_one_follows(gallery: AppTest, errors: pd.DataFrame) -> None:
    gallery.run()
    first, second = first_page(errors, ErrorFilter())[:2]
    gallery.button(key=f"open-{first}").click().run()
    assert gallery.query_params["picture"] == first
    button(gallery, "Next").click().run()
    assert gallery.query_params["picture"] == second


@pytest.mark.parametrize("picture", ["10000", "-1", "x", "<b>", "9" * 400])
def test_a_link_to_no_picture_gets_a_sentence(gallery: AppTest, picture: str) -> None:
    with_link(gallery, picture=picture)
    assert not gallery.exception
    assert "The link leads nowhere" in gallery.error[0].value
    assert len(gallery.error[0].value) < 300
    assert len(shown(gallery)) == PAGE_SIZE


def test_a_judgement_is_kept_with_its_name_and_can_be_taken_back(
    gallery: AppTest, errors: pd.DataFrame, shop: Catalogue
) -> None:
    picture = errors["picture"].iloc[0]
    with_link(gallery, picture=picture)
    gallery.text_area[0].set_value("A *collar*!").run()
    ranked = arrange(errors, "confident")["picture"].tolist()
    following = ranked[ranked.index(picture) + 1]
    button(gallery, "Wrong label").click().run()
    assert gallery.query_params["picture"] == following  # judged, and on to the next one
    [kept] = shop.judgements.latest("fashion-mnist")
    assert (kept.picture, kept.judgement, kept.note, kept.person) == (
        picture,
        "wrong label",
        "A *collar*!",
        "Ann Smith",
    )
    button(gallery, "Previous").click().run()
    assert r"Ann Smith says **wrong label**: “A \*collar\*\!”" in texts(gallery)
    button(gallery, "Take back").click().run()
    assert shop.judgements.latest("fashion-mnist") == ()
    assert "Ann Smith took it back" in texts(gallery)


def test_judgements_have_the_keys_1_to_3_and_a_right_answer_is_nobodys_fault(
    gallery: AppTest, errors: pd.DataFrame
) -> None:
    names = ("reasonable", "wrong label", "model's fault")
    with_link(gallery, picture=errors["picture"].iloc[0])
    assert [gallery.button(key=f"judge-{name}").proto.shortcut for name in names] == ["1", "2", "3"]
    with_link(gallery, picture="0")  # the model is right on it
    assert [gallery.button(key=f"judge-{name}").disabled for name in names] == [False, False, True]
    assert "Ankle boot, seen as Ankle boot, rightly" in texts(gallery)
    assert "Labels of the 5 nearest training pictures: " in texts(gallery)


@pytest.mark.parametrize("of", ["Fashion-MNIST", "Photos"])
@pytest.mark.parametrize("answers", ["Errors", "Right answers", "Unsure", "All"])
def test_errors_right_unsure_and_all_answers_are_shown_with_the_same_filters(
    gallery: AppTest, artifact: Artifact, of: str, answers: str
) -> None:
    everything = get_gallery(artifact, of).answers
    wanted = {
        "Errors": ~everything["right"],
        "Right answers": everything["right"],
        "Unsure": everything["unsure"],
        "All": everything["right"] | ~everything["right"],
    }[answers]
    with_link(gallery, of=of, answers=answers)
    assert not gallery.exception
    assert not [warning for warning in gallery.warning if "link" in warning.value]
    assert f"**{wanted.sum():,} of {wanted.sum():,} " in texts(gallery)
    gallery.selectbox(key="predicted").set_value("Dress").run()
    gallery.slider(key="sure").set_value((50, 100)).run()
    found = everything[wanted & (everything["predicted"] == "Dress") & (everything["confidence"] >= 0.5)]
    assert f"**{len(found):,} of {wanted.sum():,} " in texts(gallery)
    if of == BENCHMARK:
        assert shown(gallery) == arrange(found, "confident")["picture"].head(PAGE_SIZE).tolist()


@pytest.mark.parametrize(
    "link", [{"of": "Photos"}, {"pictures": "Photos"}, {"of": "Photos", "pictures": "Fashion-MNIST"}]
)
def test_of_and_the_older_pictures_are_one_parameter(
    gallery: AppTest, artifact: Artifact, link: dict[str, str]
) -> None:
    with_link(gallery, **link)
    assert not gallery.exception
    assert f"of {len(get_gallery(artifact, PHOTOS).errors):,} errors" in texts(gallery)
    assert dict(gallery.query_params) == {"of": "Photos"}


def test_a_link_to_answers_that_are_not_there_is_told(gallery: AppTest) -> None:
    with_link(gallery, answers="Wrong")
    assert "There are: Errors, Right answers, Unsure, All" in gallery.warning[0].value


def test_without_a_name_a_judgement_is_refused_with_a_sentence(
    gallery: AppTest, errors: pd.DataFrame, shop: Catalogue, set_up: Callable[..., None]
) -> None:
    set_up(reviewer="")
    with_link(gallery, picture=errors["picture"].iloc[0])
    button(gallery, "Reasonable").click().run()
    assert not gallery.exception
    assert len(gallery.error) == 1
    assert shop.judgements.latest("fashion-mnist") == ()


def test_judged_pictures_can_be_listed_found_and_left_out(
    gallery: AppTest, errors: pd.DataFrame, shop: Catalogue
) -> None:
    picture = errors["picture"].iloc[0]
    judge(shop, picture=picture, judgement="reasonable", note="=1+1")
    with_link(gallery, judged="reasonable")
    assert shown(gallery) == [picture]
    gallery.selectbox(key="judged").set_value("not judged yet").run()
    assert f"**{len(errors) - 1:,} of {len(errors):,} errors**" in texts(gallery)
    gallery.segmented_control(key="show").set_value("Judged").run()
    assert "1 reasonable, 0 wrong label, 0 model's fault" in texts(gallery)
    assert gallery.dataframe[0].value["Note"].tolist() == ["=1+1"]


def test_nothing_judged_says_what_to_do(gallery: AppTest) -> None:
    with_link(gallery, show="Judged")
    assert "Nobody has judged an error yet" in gallery.info[0].value


def test_photos_have_the_same_gallery_and_say_that_they_are_not_here(gallery: AppTest, artifact: Artifact) -> None:
    photos = get_gallery(artifact, PHOTOS)
    with_link(gallery, pictures="Photos")
    assert not gallery.exception
    assert f"**{len(photos.errors):,} of {len(photos.errors):,} errors**" in texts(gallery)
    assert "Of which pictures?" not in labels(gallery)
    gallery.selectbox(key="status").set_value("Automatic").run()
    automatic = select(photos.errors, ErrorFilter(status="Automatic"))
    assert f"**{len(automatic):,} of {len(photos.errors):,} errors**" in texts(gallery)


def test_missing_photos_are_told_with_the_way_to_get_them(
    gallery: AppTest, artifact: Artifact, set_up: Callable[..., None], tmp_path: Path
) -> None:
    set_up(photo_dataset_dir=tmp_path)
    with_link(gallery, pictures="Photos", picture=get_gallery(artifact, PHOTOS).errors["picture"].iloc[0])
    assert not gallery.exception
    assert all("FASHION_PHOTO_DATASET_DIR" in one.value for one in gallery.info)
    assert len(gallery.info) == 2


def test_a_photo_opens_with_what_was_cut_out_and_the_nearest_training_pictures(
    gallery: AppTest, artifact: Artifact
) -> None:
    row = get_gallery(artifact, PHOTOS).errors.iloc[0]
    with_link(gallery, pictures="Photos", picture=row["picture"])
    assert not gallery.exception
    assert not gallery.info
    assert f"{row['label']}, seen as {row['predicted']}" in texts(gallery)
    assert "Searched: 2,801 of the 60,000 Fashion-MNIST pictures" in texts(gallery)


@pytest.mark.parametrize("content", [b"no photo", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_photo_that_cannot_be_read_is_told_and_its_answers_stay(
    gallery: AppTest, artifact: Artifact, set_up: Callable[..., None], tmp_path: Path, content: bytes
) -> None:
    row = get_gallery(artifact, PHOTOS).errors.iloc[0]
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / row["picture"]).write_bytes(content)
    set_up(photo_dataset_dir=tmp_path)
    with_link(gallery, pictures="Photos", picture=row["picture"])
    assert not gallery.exception
    assert len(gallery.warning) == 1
    assert considered(gallery)[0].startswith(f"{row['predicted']} · ")
    assert "**What do you say?**" in texts(gallery)


def test_a_model_that_cannot_be_run_is_told_and_its_answers_stay(
    gallery: AppTest, artifact: Artifact, serve: Callable[..., None]
) -> None:
    row = get_gallery(artifact, PHOTOS).errors.iloc[0]
    serve("broken", "model.tflite", b"no network")
    with_link(gallery, pictures="Photos", picture=row["picture"])
    assert not gallery.exception
    assert r"model\.tflite of model broken cannot be run" in gallery.warning[0].value
    assert considered(gallery)[0].startswith(f"{row['predicted']} · ")


def considered(gallery: AppTest) -> list[str]:
    """Return what stands on the bars of the open picture."""
    return [one.proto.text for one in gallery.get("progress")]


def test_votes_that_are_not_here_are_told_and_the_rest_works(
    gallery: AppTest, errors: pd.DataFrame, set_up: Callable[..., None], tmp_path: Path
) -> None:
    set_up(votes_dir=tmp_path)
    with_link(gallery, picture=errors["picture"].iloc[0])
    assert not gallery.exception
    helps = [one.help for one in gallery.caption if "About 67 people" in one.value]
    assert helps == [VOTES_MISSING]


@pytest.fixture
def without_analysis(artifact: Artifact, set_up: Callable[..., None], tmp_path: Path, project_dir: Path) -> Gallery:
    """Serve the shipped model without its analysis."""
    folder = tmp_path / "artifacts"
    shutil.copytree(artifact.folder, folder / artifact.folder.name)
    shutil.copy(project_dir / "artifacts" / "CURRENT", folder)
    set_up(artifacts_dir=folder)
    return benchmark_gallery(get_answer_table(artifact), "missing")


@pytest.mark.parametrize("view", ["Pictures", "Families", "Judged", "Blind round"])
def test_an_analysis_that_is_missing_is_told_and_the_rest_works(
    gallery: AppTest, without_analysis: Gallery, view: str
) -> None:
    picture = without_analysis.errors["picture"].iloc[0]
    with_link(gallery, show=view, picture=picture if view == "Pictures" else "")
    assert not gallery.exception
    if view == "Judged":
        return
    assert "python \\-m fashion\\_model analyse" in texts(gallery)
    if view == "Pictures":
        assert len(shown(gallery)) == PAGE_SIZE
        assert "Network's fault first" not in gallery.selectbox(key="sort").options


def test_analysis_of_another_model_is_told(
    gallery: AppTest, serve: Callable[..., None], tmp_path: Path, project_dir: Path
) -> None:
    serve("newer")
    shutil.copytree(project_dir / "artifacts" / ANALYSIS_FOLDER, tmp_path / ANALYSIS_FOLDER)
    gallery.run()
    assert not gallery.exception
    assert "and newer is served" in gallery.warning[0].value
    assert len(shown(gallery)) == PAGE_SIZE


def test_a_blind_round_asks_twenty_pictures_and_then_tells(gallery: AppTest, shop: Catalogue) -> None:
    with_link(gallery, show="Blind round")
    button(gallery, "Begin a round").click().run()
    for number in range(20):
        assert f"Picture {number + 1} of 20" in [one.proto.text for one in gallery.get("progress")]
        assert "Label:" not in texts(gallery)
        gallery.button(key="blind-Bag").click().run()
    assert not gallery.exception
    assert [one.label for one in gallery.metric] == ["You", "The network", "The crowd"]
    [totals] = shop.judgements.blind_totals()
    assert (totals.person, totals.rounds, totals.pictures) == ("Ann Smith", 1, 20)
    assert gallery.metric[0].value == f"{totals.right} of 20"
    assert gallery.metric[1].value == f"{totals.network_right} of 20"
    button(gallery, "Back").click().run()
    assert gallery.dataframe[0].value["Who"].tolist() == ["Ann Smith"]


def test_a_link_to_a_round_that_cannot_be_gets_a_sentence_and_a_way_on(gallery: AppTest) -> None:
    with_link(gallery, show="Blind round", round="../x")
    assert not gallery.exception
    assert len(gallery.error) == 1
    button(gallery, "Begin anew").click().run()
    button(gallery, "Begin a round")


def test_a_catalogue_that_cannot_be_reached_leaves_judgements_out(
    gallery: AppTest, set_up: Callable[..., None], tmp_path: Path
) -> None:
    set_up(database_url=f"sqlite:///{tmp_path}")
    gallery.run()
    assert not gallery.exception
    assert "Judgements are left out meanwhile." in gallery.warning[0].value
    assert len(shown(gallery)) == PAGE_SIZE


def test_a_picture_shows_where_the_network_looked_and_its_near_duplicates(
    gallery: AppTest, errors: pd.DataFrame, artifact: Artifact
) -> None:
    similar = get_similar_pictures(artifact).value
    assert similar is not None
    twin = next(picture for picture in errors["picture"] if similar.near_duplicates_of(int(picture)))
    twinless = next(picture for picture in errors["picture"] if not similar.near_duplicates_of(int(picture)))
    found = similar.near_duplicates_of(int(twin))
    with_link(gallery, picture=twin)
    assert f"**{len(found)} near-duplicate" in texts(gallery)
    assert CATEGORIES[found[0].label] in texts(gallery)
    said = [image.proto.imgs[0].alt for image in gallery.get("image")]
    assert "The same picture, orange where the network looked" in said
    assert f"Training picture {found[0].training_index}: {CATEGORIES[found[0].label]}" in said
    with_link(gallery, picture=twinless)
    assert "near-duplicate" not in texts(gallery)

"""Model card: written from the manifest alone (Mitchell et al., "Model Cards for Model Reporting")."""

from typing import Any

_WEAKEST = 2
"""How many categories the card calls the weakest."""


def model_card(manifest: dict[str, Any]) -> str:
    """Return the card as Markdown.

    Args:
        manifest: With network, training, decision and scores.
    """
    sections = (_purpose, _data, _training, _decision, _scores, _limits)
    return "\n\n".join(section(manifest) for section in sections) + "\n"


def _purpose(manifest: dict[str, Any]) -> str:
    categories = ", ".join(manifest["categories"])
    return (
        f"# Model {manifest['version']}\n\n"
        f"Puts a photo of one clothing item into one of ten categories: {categories}. {_finding(manifest)} A "
        f"convolutional network of {manifest['network']['parameters']:,} parameters then names it from a 28×28 "
        "greyscale picture, with one trunk and two output layers: one for Fashion-MNIST's pictures, one for photos of "
        f"real clothes, because the two mean different things by “Shirt”. {_answering(manifest)}"
    )


def _answering(manifest: dict[str, Any]) -> str:
    photo_network = manifest.get("photo_network")
    if not photo_network:
        return "Photos are answered by the second."
    edge = photo_network["close_up_edge"]
    return (
        f"Photos are answered by the second together with a photo network, EfficientNet-Lite0 of "
        f"{photo_network['parameters']:,} parameters, which sees a close-up of {edge}×{edge} pixels in colour: the "
        f"weighted mean of their logarithms, {manifest['photo_answer']['weight']:.0%} of it the photo network's."
    )


def _finding(manifest: dict[str, Any]) -> str:
    if _has_segmenter(manifest):
        return "A small segmentation network finds the garments on the photo and tells them from who wears them."
    return "The item is cut out of its background by colour."


def _has_segmenter(manifest: dict[str, Any]) -> bool:
    """Return whether garments are found by a network, which learns from street photos."""
    return bool(manifest["training"]["training_street_items"])


def _data(manifest: dict[str, Any]) -> str:
    training = manifest["training"]
    rows = [
        ("Fashion-MNIST (github.com/zalandoresearch/fashion-mnist)", "MIT", "training_pictures", "pictures"),
        ("Clothing dataset (github.com/alexeygrigorev/clothing-dataset)", "CC0 1.0", "training_photos", "photos"),
        (
            "Clothing Co-Parsing (github.com/bearpaw/clothing-co-parsing)",
            "Apache-2.0",
            "training_street_items",
            "garments cut out of street photos",
        ),
    ]
    pretrained = (
        "| ImageNet, as the weights of EfficientNet-Lite0 (github.com/tensorflow/tpu) that the photo network begins "
        "from | Apache-2.0 (the weights) | about 1.3 million photos |"
    )
    return "\n".join(
        [
            "## Data\n",
            "| set | licence | learned from |",
            "|---|---|---|",
            *(f"| {name} | {licence} | {training[amount]:,} {what} |" for name, licence, amount, what in rows),
            *([pretrained] if "photo_network" in manifest else []),
            "",
            f"Watched on {training['validation_pictures']:,} other Fashion-MNIST pictures and "
            f"{training['validation_photos']:,} photos by other contributors. No test picture, no photo by a test "
            "contributor and no test street photo was seen in training or used for a choice. Kinds of footwear were "
            "named by eye.",
        ]
    )


def _training(manifest: dict[str, Any]) -> str:
    training = manifest["training"]
    stages = [
        f"{stage['epochs']} epochs on Fashion-MNIST "
        f"{'and photos together' if training['training_photos'] and stage['photo_batch'] else 'alone'}"
        for stage in training["stages"]
    ]
    said = f"## Training\n\n{', then '.join(stages)}, in {training['minutes']:.0f} minutes."
    if _has_segmenter(manifest):
        said += " The segmentation network was trained before."
    if "photo_network" in manifest:
        photo_network = training["photo_network"]
        said += (
            f" The photo network was trained for {photo_network['epochs']} epochs of {photo_network['steps']} steps, "
            f"in {manifest['photo_network']['minutes']:.0f} minutes, on photos, street items and Fashion-MNIST items "
            "shown as photos."
        )
    return f"{said} All answers are calibrated by temperature, on validation data."


def _decision(manifest: dict[str, Any]) -> str:
    decision = manifest["decision"]
    aim = f"{decision['target_precision']:.0%} of the automatic answers should be right"
    inside = (
        "times the probability that the item is one of the ten at all, which a linear detector tells from the "
        "embedding and from how the item was found"
        if decision["scope_detector"]
        else "as if the item were one of the ten"
    )
    meaning = (
        f"## Decision\n\nThe confidence is the probability that the named category is right: the network's, {inside}. "
    )
    if decision["auto_threshold"] > 1:
        return f"{meaning}No level was found from which {aim}: a person is asked about every photo."
    seen = decision["validation"]
    return (
        f"{meaning}An answer stands without a person from a confidence of {decision['auto_threshold']:.3f} on, unless "
        f"the photo itself leaves doubt. The level was fitted on {seen['photos']:,} validation photos, those of things "
        f"outside the ten counting as {decision['outside_share']:.0%} of a delivery; {aim}. Seen there: "
        f"{seen['precision']:.1%} right, {seen['coverage']:.1%} of the delivery automatic."
    )


def _scores(manifest: dict[str, Any]) -> str:
    benchmark, photos = manifest["scores"]["benchmark"], manifest["scores"]["photos"]
    first = (
        f"## Scores\n\nFashion-MNIST, {benchmark['pictures']:,} test pictures: accuracy {benchmark['accuracy']:.2%}, "
        f"cross-entropy {benchmark['loss']:.4f}, without test-time tricks.\n\n"
    )
    if not photos["photos"]:
        return f"{first}There were no photos to score it on."
    auto = photos["auto"]
    rows = [f"| {name} | {score['photos']} | {score['recall']:.1%} |" for name, score in photos["per_category"].items()]
    return first + "\n".join(
        [
            f"Photos by {photos['contributors']} contributors never seen, {photos['photos']} of the six clothing "
            f"categories, ten-way answers, by the photo set's own labels: accuracy {photos['accuracy']:.1%}, balanced "
            f"{photos['balanced_accuracy']:.1%}. Of all {auto['photos']} photos by them, things outside the ten "
            f"included, {auto['coverage']:.1%} are answered without a person, {auto['precision']:.1%} of those "
            "rightly.\n",
            "| category | photos | right |",
            "|---|---|---|",
            *rows,
        ]
    )


def _limits(manifest: dict[str, Any]) -> str:
    worn = (
        "Garments worn by a person are cut out by the segmentation network. The scored photos show clothes laid flat "
        "or hung, almost without exception: their figures say nothing of worn ones."
        if _has_segmenter(manifest)
        else "Garments are not told from the person who wears them."
    )
    outside = (
        "It always names one of the ten. Things outside them are recognised by the detector, which learned from hats, "
        "shorts, skirts and accessories: other things may pass for clothes more easily."
        if manifest["decision"]["scope_detector"]
        else "It always names one of the ten. Things outside them are recognised only by a low confidence."
    )
    limits = [
        *_weakest(manifest["scores"]["photos"]["per_category"]),
        worn,
        outside,
        "Photos on which several items lie side by side are left to a person.",
        "The photo set holds no bags and few shoes of test contributors: the figures above are of clothing only.",
        "Scores on photos are of one public set of phone pictures, by labels that are not certain either; another "
        "shop's photos differ.",
    ]
    return "\n".join(["## Limits\n", *(f"- {limit}" for limit in limits)])


def _weakest(recalls: dict[str, Any]) -> list[str]:
    weakest = sorted(recalls.items(), key=lambda entry: entry[1]["recall"])[:_WEAKEST]
    named = " and ".join(f"{name} ({score['recall']:.0%} found)" for name, score in weakest)
    return [f"Weakest on photos: {named}."] if named else []

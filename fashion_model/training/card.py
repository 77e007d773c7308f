"""The model card, written from the manifest and nothing else (Mitchell et al., "Model Cards for Model Reporting")."""

from typing import Any


def model_card(manifest: dict[str, Any]) -> str:
    """Return the card as Markdown.

    Args:
        manifest: With training, calibration, decision and scores.
    """
    return "\n\n".join([_purpose(manifest), _training(manifest), _scores(manifest), _limits()]) + "\n"


def _purpose(manifest: dict[str, Any]) -> str:
    categories = ", ".join(manifest["categories"])
    return (
        f"# Model {manifest['version']}\n\n"
        f"Puts a photo of one clothing item into one of ten categories: {categories}. "
        f"A convolutional network of {manifest['network']['parameters']:,} parameters on 28×28 greyscale pictures, "
        "with one trunk and two output layers: one for Fashion-MNIST's pictures, one for photos of real clothes, "
        "because the two mean different things by “Shirt”. Photos are answered by the second."
    )


def _training(manifest: dict[str, Any]) -> str:
    training, decision = manifest["training"], manifest["decision"]
    validation = decision["validation"]
    return (
        "## Training\n\n"
        f"{training['training_pictures']:,} Fashion-MNIST training pictures (MIT licence) and "
        f"{training['training_photos']:,} photos of the public Clothing dataset (CC0), together, for "
        f"{training['epochs']} epochs in {training['minutes']:.0f} minutes. Watched on "
        f"{training['validation_pictures']:,} pictures and {training['validation_photos']:,} photos by other "
        "contributors. No test picture and no photo by a test contributor was seen in training or used for a "
        "choice.\n\n"
        f"Both outputs are calibrated by temperature. An answer stands without a person from a confidence of "
        f"{decision['auto_threshold']:.3f}, fitted on {validation['photos']} validation photos for "
        f"{decision['target_precision']:.0%} precision ({validation['precision']:.1%} seen, "
        f"{validation['coverage']:.1%} of the photos automatic)."
    )


def _scores(manifest: dict[str, Any]) -> str:
    benchmark, photos = manifest["scores"]["benchmark"], manifest["scores"]["photos"]
    rows = [f"| {name} | {score['photos']} | {score['recall']:.1%} |" for name, score in photos["per_category"].items()]
    return "\n".join(
        [
            "## Scores\n",
            f"Fashion-MNIST, {benchmark['pictures']:,} test pictures: accuracy {benchmark['accuracy']:.2%}, "
            f"cross-entropy {benchmark['loss']:.4f}.\n",
            f"Photos by {photos['contributors']} contributors never seen, {photos['photos']} of the six clothing "
            f"categories, ten-way answers: accuracy {photos['accuracy']:.1%}, balanced "
            f"{photos['balanced_accuracy']:.1%}. Of all {photos['auto']['photos']} photos by them, things outside the "
            f"ten included, {photos['auto']['coverage']:.1%} are answered without a person, "
            f"{photos['auto']['precision']:.1%} of those rightly.\n",
            "| category | photos | right |",
            "|---|---|---|",
            *rows,
        ]
    )


def _limits() -> str:
    return (
        "## Limits\n\n"
        "- Bags, sandals, sneakers and ankle boots were learned from Fashion-MNIST; its photos name only “some shoe”.\n"
        "- Garments worn by a person, and photos of several items, were not in training.\n"
        "- It always names one of the ten. Things outside the ten are recognised only by a low confidence.\n"
        "- Scores on photos are of phone pictures of clothes laid flat or hung; another shop's photos differ."
    )

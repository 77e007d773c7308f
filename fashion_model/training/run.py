"""Training run: from datasets to a served model folder, once."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fashion_model.serving.artifacts import MANIFEST, ArtifactError, load, promote
from fashion_model.settings import Settings
from fashion_model.training.config import TrainingConfig
from fashion_model.training.learning import learn
from fashion_model.training.networks.photo_network import installed_file
from fashion_model.training.package import write_artifact
from fashion_model.training.run_key import run_key
from fashion_model.training.sources import Say, Sources, load_sources


@dataclass(frozen=True)
class RunResult:
    """What a run left behind.

    Attributes:
        version: Name of the model folder.
        was_cached: True when the same run was there already and nothing was trained.
    """

    version: str
    was_cached: bool


def run(config: TrainingConfig, settings: Settings, say: Say, serve: bool | None = None) -> RunResult:
    """Train, write the artifact folder and serve it.

    Args:
        config: The run's choices.
        settings: Where data, checkpoints and artifacts are.
        say: Is given progress, a line at a time.
        serve: Make the version the one that is served; None does so unless it is a trial or learned from no photos.

    Raises:
        DatasetError: Fashion-MNIST is missing or changed, or a trial asks for too few of its pictures.
        PretrainedError: There are photos, but the weights that the photo network begins from are not installed.
    """
    sources = load_sources(config, settings, say)
    key = run_key(config, sources.hashes)
    serve = _may_serve(config, sources) if serve is None else serve
    kept = _kept_version(settings.artifacts_dir, key)
    if kept:
        say(f"Already trained: {kept}. Nothing that decides the result has changed.")
        _serve(settings.artifacts_dir, kept, serve, say)
        return RunResult(kept, was_cached=True)
    if sources.photos:
        installed_file()  # said now, not after an hour of training
    learned = learn(config, sources, settings.cache_dir, say)
    version = f"{datetime.now(UTC):%Y-%m-%d}-{key}"
    write_artifact(settings.artifacts_dir / version, learned, config, sources)
    _serve(settings.artifacts_dir, version, serve, say)
    return RunResult(version, was_cached=False)


def _kept_version(artifacts_dir: Path, key: str) -> str | None:
    """Return the version of a finished run that is still whole; a damaged one is made again."""
    for path in sorted(artifacts_dir.glob(f"*/{MANIFEST}")):
        with suppress(ArtifactError):
            artifact = load(path.parent)
            if artifact.manifest.get("run_key") == key:
                return artifact.version
    return None


def _may_serve(config: TrainingConfig, sources: Sources) -> bool:
    is_trial = config.most_pictures is not None or config.most_photos is not None
    shipped = sum(stage.epochs for stage in TrainingConfig().stages)
    return bool(sources.street) and not is_trial and sum(stage.epochs for stage in config.stages) >= shipped


def _serve(artifacts_dir: Path, version: str, serve: bool, say: Say) -> None:
    if serve:
        promote(artifacts_dir, version)
        say(f"{version} is served from the next start on.")
    else:
        say(f"{version} is not served: it is a trial, or learned from no photos, or you said so. --serve changes that.")

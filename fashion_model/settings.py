"""Settings from the environment, each with its name, default and meaning."""

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_BESIDE = Path(__file__).resolve().parent.parent
PROJECT_DIR = _BESIDE if (_BESIDE / "pyproject.toml").is_file() else Path.cwd()
"""The checkout; for an installed package the folder that the program is started in."""


_NAME = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*")


def host_named(text: str) -> str:
    """Return a host's name or address in its one spelling.

    >>> host_named("Shop.Example."), host_named("[0:0:0:0:0:0:0:1]")
    ('shop.example', '::1')

    Raises:
        ValueError: It is neither.
    """
    name = text.lower().removesuffix(".")
    try:
        return str(ip_address(name.removeprefix("[").removesuffix("]")))
    except ValueError:
        if not _NAME.fullmatch(name):
            raise ValueError(
                "expected names or addresses without scheme, port and path, such as shop.example or *.shop.example"
            ) from None
        return name


def _parts(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


_Listed = BeforeValidator(_parts)


class SettingsError(ValueError):
    """A variable of the environment has a value that its setting does not accept; the message names it."""


class Settings(BaseSettings):
    """The settings of one process. ``FASHION_DATABASE_URL`` in the environment sets ``database_url``, and so on."""

    model_config = SettingsConfigDict(env_prefix="FASHION_", frozen=True, env_ignore_empty=True)

    database_url: str = Field(
        default=f"sqlite:///{PROJECT_DIR / 'data' / 'catalogue.sqlite3'}",
        description="The catalogue's database, as an SQLAlchemy URL (SQLite or PostgreSQL).",
    )
    photos_dir: Path = Field(
        default=PROJECT_DIR / "data" / "photos",
        description="Folder for the metadata-free copies of the catalogue's photos.",
    )
    spool_dir: Path = Field(
        default=PROJECT_DIR / "data" / "spool",
        description="Folder for the files of deliveries until they are classified.",
    )
    deliveries_dir: Path | None = Field(
        default=None,
        description="Folder on the server whose subfolders can be taken in as deliveries; empty offers none.",
    )
    audit_share: float = Field(
        default=0.02,
        ge=0,
        le=1,
        description="Share of the automatic answers that a person checks all the same (audit sample), 0 to 1.",
    )
    artifacts_dir: Path = Field(
        default=PROJECT_DIR / "artifacts",
        description="Folder of the model versions; the file `CURRENT` in it names the one that is served.",
    )
    allowed_hosts: Annotated[tuple[Annotated[str, AfterValidator(host_named)], ...], NoDecode, _Listed] = Field(
        default=("localhost", "127.0.0.1", "::1"),
        min_length=1,
        description="Names and addresses by which the application is reached, separated by commas; `*.shop.example` "
        "is any name below that one, `*` any name at all.",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, _Listed] = Field(
        default=(),
        description="Addresses or networks of the proxies whose header `X-Forwarded-User` tells who is signed in, "
        "separated by commas; empty believes none.",
    )
    reviewer: str = Field(
        default="",
        description="Name written beside each decision made in the browser; empty asks for it on the page.",
    )
    max_photo_megabytes: float = Field(
        default=30,
        gt=0,
        le=100,
        description="Largest photo file that is accepted, in megabytes (10^6 bytes), at most 100.",
    )
    max_photo_megapixels: float = Field(
        default=60,
        gt=0,
        allow_inf_nan=False,
        description="Largest photo that is accepted, in megapixels (10^6 pixels).",
    )
    max_photo_memory_megabytes: float = Field(
        default=400,
        ge=100,
        allow_inf_nan=False,
        description="Most memory that decoding one photo may take, in megabytes; as many are decoded at once as fit.",
    )
    max_photo_seconds: float = Field(
        default=10,
        gt=0,
        allow_inf_nan=False,
        description="Longest time that decoding one photo may take, in seconds.",
    )
    max_request_megabytes: float = Field(
        default=300,
        gt=0,
        allow_inf_nan=False,
        description="Largest request to the REST API, all its photos together, in megabytes.",
    )
    max_zip_megabytes: float = Field(
        default=2000,
        gt=0,
        allow_inf_nan=False,
        description="Largest zip of a delivery, in megabytes.",
    )
    dataset_dir: Path | None = Field(
        default=None,
        description="Local folder with the four Fashion-MNIST files; empty looks in the usual places, then downloads.",
    )
    photo_dataset_dir: Path | None = Field(
        default=None,
        description="Local folder with `labels.csv` and `images/` of the photo set; empty downloads the archive.",
    )
    street_dataset_dir: Path | None = Field(
        default=None,
        description="Local folder with `labels.csv`, `photos/` and `masks/` of the street photos; empty downloads it.",
    )
    votes_dir: Path | None = Field(
        default=None,
        description="Local folder with `fmh_counts.csv`, people's votes on test pictures; empty looks in the cache.",
    )
    cache_dir: Path = Field(
        default=PROJECT_DIR / "cache",
        description="Folder for downloads, prepared training pictures and training checkpoints.",
    )


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once.

    Raises:
        SettingsError: A variable has a value that its setting does not accept.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"FASHION_{str(problem['loc'][0]).upper()}: {problem['msg']}, got {problem['input']!r}."
            for problem in error.errors()
        ]
        advice = "Correct or unset it; docs/operating.md lists all settings."
        raise SettingsError(" ".join([*problems, advice])) from error

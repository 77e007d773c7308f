"""The application as the shop's other systems see it: the REST API and the way in for files, on a fresh catalogue."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.routing import Mount

from fashion_model.catalogue.catalogue import Catalogue
from fashion_model.intake.uploads import UploadLimits
from fashion_model.intake.worker import DeliveryWorker, WorkRules
from fashion_model.serving.classifier import Classifier
from fashion_model.settings import get_settings
from fashion_model.web.api.app import create_api
from fashion_model.web.api.front_door import front_door
from fashion_model.web.api.upload_route import upload_routes
from fashion_model.web.resources import get_catalogue, get_spool, get_uploads

LIMITS = UploadLimits(max_photo_bytes=30_000_000, max_zip_bytes=100_000_000)
PROXY = "192.0.2.7"
OUR_PAGE = {"X-Requested-With": "fashion"}


@dataclass(frozen=True)
class Shop:
    """One shop: ``client`` asks it, ``catalogue`` is what it keeps."""

    client: TestClient
    catalogue: Catalogue

    def get(self, address: str, **query: object):
        answer = self.client.get(f"/api{address}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, address: str, body: object = None, status: int = 200):
        answer = self.client.post(f"/api{address}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def create(self, sku: str, title: str = "Striped shirt"):
        return self.post("/items", {"sku": sku, "title": title}, 201)

    def work(self, classifier: Classifier) -> None:
        """Do what the background work would do, without spot checks."""
        DeliveryWorker(self.catalogue, classifier, get_spool(), WorkRules(audit_share=0)).work_once()


@contextmanager
def opened_shop(set_up: Callable[..., None], database_url: str, folder: Path) -> Iterator[Shop]:
    """Open a shop that is asked through its front door, by a proxy that it trusts."""
    set_up(database_url=database_url, photos_dir=folder / "photos", spool_dir=folder / "spool")
    set_up(allowed_hosts="testserver", trusted_proxies=PROXY)
    routes = [*upload_routes(get_spool(), get_uploads(), LIMITS), Mount("/api", app=create_api())]
    app = Starlette(routes=routes, middleware=front_door(get_settings()))
    catalogue = get_catalogue()
    with TestClient(app, raise_server_exceptions=False, client=(PROXY, 50000)) as client:
        yield Shop(client, catalogue)
    catalogue.close()


def detail_of(answer, status: int) -> str:
    """Return what an answer says that refuses something, which is one sentence and nothing else."""
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["detail"]
    return str(answer.json()["detail"])

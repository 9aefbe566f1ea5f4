"""Open the store of blobs that the settings name."""

from learnhub.settings import Settings
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.rules import BlobStore


def store_for(settings: Settings) -> BlobStore:
    """Return the store of one site; cheap enough to call in each request."""
    return LocalFolder(settings.instance_dir / "files")

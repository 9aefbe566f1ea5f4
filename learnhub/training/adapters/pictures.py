"""Photos of signed sheets and of visits: small, upright, without place or device, as photos of lessons are made."""

from learnhub.authoring.adapters.photo import BYTES_MAX, PhotoFault, prepared

__all__ = ["BYTES_MAX", "PhotoFault", "prepared"]

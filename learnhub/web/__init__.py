"""What every screen shares: layout, access, guarded forms, errors, headers, static files, pagination."""

from learnhub.web.access import (
    Grant,
    SignedIn,
    by_own_secret,
    current_person,
    person_or_none,
    public,
    requires,
    signed_in,
)
from learnhub.web.forms import SiteForm
from learnhub.web.page import page
from learnhub.web.paging import ROWS_PER_PAGE, Paging
from learnhub.web.presses import once, shown_once
from learnhub.web.site import LayoutParts, NavItem, Site, reading, settings, site, transaction

__all__ = [
    "ROWS_PER_PAGE",
    "Grant",
    "LayoutParts",
    "NavItem",
    "Paging",
    "SignedIn",
    "Site",
    "SiteForm",
    "by_own_secret",
    "current_person",
    "once",
    "page",
    "person_or_none",
    "public",
    "reading",
    "requires",
    "settings",
    "shown_once",
    "signed_in",
    "site",
    "transaction",
]

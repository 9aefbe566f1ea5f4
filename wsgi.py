"""The site as a server or the command line starts it."""

import gc

from learnhub.app import create_app

app = create_app()
# The program itself is never garbage: looked through with every full collection, it would cost one request in some hundreds 200 ms.
gc.freeze()

"""Make one photo small in a process of its own: bytes come in by the standard input, a JPEG goes out, or a sentence and a code."""

import sys

from learnhub.media.adapters.photo import FAULT_CODE, PhotoFault, shrunk


def main() -> int:
    """Return 0 with a JPEG written, or FAULT_CODE with the sentence that says why there is none."""
    try:
        told, code = shrunk(sys.stdin.buffer.read()), 0
    except PhotoFault as fault:
        told, code = str(fault).encode(), FAULT_CODE
    sys.stdout.buffer.write(told)
    return code


if __name__ == "__main__":
    sys.exit(main())

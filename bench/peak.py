"""``python -m bench.peak command …``: its seconds, and the MB of its largest process.

Small, because a process counts the pages of whoever started it as its own.
"""

import resource
import subprocess
import sys
from time import perf_counter


def main() -> int:
    """Run the command, quietly; print both numbers; its exit status."""
    begun = perf_counter()
    status = subprocess.run(
        sys.argv[1:], stdout=subprocess.DEVNULL, check=False
    ).returncode
    seconds = perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(seconds, most)
    return status


if __name__ == "__main__":
    sys.exit(main())

"""Reading files, maps and rows needs neither Django nor a database: others can use it alone."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_reading_maps_and_rows_know_nothing_of_django():
    program = (
        "import sys\n"
        "import onrecord.exchange.reading, onrecord.exchange.maps, onrecord.exchange.rows\n"
        "import onrecord.exchange.writing, onrecord.exchange.seen, onrecord.exchange.bodies\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django'], 'Django was loaded'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

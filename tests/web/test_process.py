"""What a fresh web process loads."""

import subprocess
import sys
from pathlib import Path

CHECK = """
import sys
import streamlit_app
from fashion_model.web.resources import get_warm_up
warm_up = get_warm_up()
warm_up.start()
warm_up.wait()
readiness = warm_up.readiness()
assert readiness.ready, readiness.reason
heavy = sorted({name.partition(".")[0] for name in sys.modules} & {"tensorflow", "keras", "torch", "jax"})
print("loaded:", heavy)
"""


def test_app_with_a_warm_model_has_not_imported_tensorflow(project_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=project_dir, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "loaded: []" in done.stdout


def test_the_check_sees_a_heavy_module_when_there_is_one(project_dir: Path) -> None:
    spoiled = CHECK.replace("import sys\n", "import sys, types\nsys.modules['keras'] = types.ModuleType('keras')\n", 1)
    done = subprocess.run(
        [sys.executable, "-c", spoiled], cwd=project_dir, capture_output=True, text=True, timeout=120, check=False
    )
    assert "loaded: ['keras']" in done.stdout

"""The room opens at once: heavy libraries come in when something is signed or judged."""

import pkgutil
import subprocess
import sys

import egov_desktop.signing


def test_importing_the_room_loads_no_heavy_library() -> None:
    names = [module.name for module in pkgutil.iter_modules(egov_desktop.signing.__path__)]
    assert {"credential", "detached", "pdf", "throwaway", "validation", "verdict"} <= set(names)
    program = "import sys\n" + "".join(f"import egov_desktop.signing.{name}\n" for name in names)
    heavy = "{'pyhanko', 'pyhanko_certvalidator', 'cryptography', 'asn1crypto', 'PIL', 'asyncio'}"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}print({heavy} & set(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"

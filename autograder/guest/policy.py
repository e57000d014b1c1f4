"""How the runners of a zygote are confined, as plain data: made outside (`sandbox/jail.py`), handed in as JSON."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """The rights and limits of a runner. Sizes are in MiB, `output_kb` in KiB."""

    tier: str  # "namespaces", "landlock" or "none"
    cell_cpu_seconds: float
    memory_mb: int
    processes: int
    file_mb: int
    output_kb: int
    uid: int | None = None  # whom a runner becomes; None: it stays who it is
    read: tuple[str, ...] = ()  # tier landlock: files and folders that can be read and executed
    scratch: str = ""  # folder in which each runner gets one of its own; in namespaces /tmp itself is its own
    imports: tuple[str, ...] = ()  # modules that are warm in every runner
    covered: tuple[tuple[str, str], ...] = ()  # in namespaces: what the runner's /tmp covers, and where it is still to be had

    @property
    def namespaces(self) -> bool:
        """Whether each runner has namespaces of its own: then the kernel ends all of them with the first process."""
        return self.tier == "namespaces"

    def text(self) -> str:
        """As one argument of a command."""
        return json.dumps(asdict(self))


def parse(text: str) -> Policy:
    """The policy in an argument made by `Policy.text`."""
    found = json.loads(text)
    return Policy(**{**found, "read": tuple(found["read"]), "imports": tuple(found["imports"]),
                     "covered": tuple((aside, path) for aside, path in found["covered"])})

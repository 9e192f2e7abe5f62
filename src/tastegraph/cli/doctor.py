"""``tastegraph doctor``."""

from __future__ import annotations

from tastegraph.cli.output import AsJson, print_json, print_table


def command(as_json: AsJson = False) -> None:
    """Check this machine: versions, cores, memory, the text encoder, a tiny model fitted and a tiny graph written."""
    from tastegraph.project.health import check_health

    checks = check_health()
    if as_json:
        print_json({"healthy": all(check.ok for check in checks), "checks": [check.to_json() for check in checks]})
    else:
        print_table("", ["check", "", "found"], [(one.name, "ok" if one.ok else "FAILED", one.found) for one in checks])
    if not all(check.ok for check in checks):
        raise SystemExit(1)

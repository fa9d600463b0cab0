"""Rounds of figures as a table of medians, with ratios to the two gateways that count."""

import statistics

BASES = ("nginx-lua", "nginx-pass")
COLUMNS = ("gateway", "CPU us/exchange (min..max)", "exchanges/s", "p50 us", "p99 us", "RSS MiB", "/ nginx-lua",
           "/ nginx-pass", "errors", "core %")


def median(rounds, figure):
    return statistics.median(each[figure] for each in rounds)


def row(cells):
    return f"| {' | '.join(cells)} |"


def ratio(results, name, base, figure="cpu"):
    """None where one of the two was not measured."""
    if not results.get(name) or not results.get(base):
        return None
    return median(results[name], figure) / median(results[base], figure)


def table(results):
    lines = [row(COLUMNS), "|---" * len(COLUMNS) + "|"]
    for name, rounds in results.items():
        if not rounds:
            continue
        cpu = [each["cpu"] for each in rounds]
        ratios = [ratio(results, name, base) for base in BASES]
        lines.append(row([
            name,
            f"{statistics.median(cpu):.2f} ({min(cpu):.2f}..{max(cpu):.2f})",
            *(f"{median(rounds, figure):.0f}" for figure in ("rps", "p50", "p99", "rss")),
            *("-" if each is None else f"{each:.2f}" for each in ratios),
            str(sum(each["err"] for each in rounds)),
            f"{median(rounds, 'core') * 100:.0f}",
        ]))
    return "\n".join(lines)

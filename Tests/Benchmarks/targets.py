#!/usr/bin/env python3
"""The targets that Revgate is built to, each with what the run before measured: targets.py FOLDER."""

import json
import operator
import os
import sys

from report import median, ratio


def figures(folder, section):
    try:
        with open(os.path.join(folder, f"{section}.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def rows(folder):
    """Name, measured (None when it was not), how it must be, and the bound."""
    upstream, saturated = figures(folder, "upstream"), figures(folder, "saturated")
    pipelined = saturated.get("revgate-pipelined")
    kept, still = (figures(folder, section).get("revgate", {}) for section in ("memory", "idle"))
    yield "CPU / nginx-lua, 64 connections", ratio(upstream, "revgate", "nginx-lua"), "<=", 0.75
    yield "CPU / nginx-pass, 64 connections", ratio(upstream, "revgate", "nginx-pass"), "<=", 1.35
    yield "p99 / nginx-lua, 64 connections", ratio(upstream, "revgate", "nginx-lua", "p99"), "<=", 1.10
    yield "CPU / nginx-lua, pipelining, 256", ratio(saturated, "revgate-pipelined", "nginx-lua"), "<=", 0.45
    yield "CPU / nginx-pass, pipelining, 256", ratio(saturated, "revgate-pipelined", "nginx-pass"), "<=", 0.75
    yield "% of its core then", median(pipelined, "core") * 100 if pipelined else None, ">", 95
    yield "MiB at 1,000 connections", kept.get("rss"), "<", 40
    yield "KiB for an idle connection", still.get("kib"), "<", 8
    yield "% of a core for 10,000 idle", still["core"] * 100 if still else None, "<", 0.5


IS_MET = {"<": operator.lt, "<=": operator.le, ">": operator.gt}


def main():
    print("| target | limit | measured | met |\n|---|---|---|---|")
    for name, measured, how, bound in rows(sys.argv[1]):
        shown = ("not measured", "-")
        if measured is not None:
            shown = (f"{measured:.2f}", "yes" if IS_MET[how](measured, bound) else "no")
        print(f"| {name} | {how} {bound} | {' | '.join(shown)} |")


if __name__ == "__main__":
    main()

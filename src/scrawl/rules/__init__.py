"""Ruled, squared and framed paper: its straight lines are found and taken away, and what crosses them is left whole.

A rule is long, thin and straight; so is a 1. What tells them apart is company: rules run out of the picture, cross
many others, or frame what is written. Where a rule is paler than what is written over it, only the pale is taken;
where it is as dark, what runs on across it stays, as staff lines are taken from printed music.
"""

from __future__ import annotations

from scrawl.rules.removal import remove_rules

__all__ = ["remove_rules"]

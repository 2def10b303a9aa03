"""Colours as Google keeps them: each twice, as a colour and as a style, in single precision, without noughts."""

from __future__ import annotations

import struct
from typing import Any

_TWINS = ("backgroundColor", "foregroundColor", "tabColor", "color", "firstBandColor", "secondBandColor", "headerColor")


def twinned(value: Any) -> Any:
    """Return a format or property with every colour written in both its ways."""
    if isinstance(value, list):
        return [twinned(item) for item in value]
    if not isinstance(value, dict):
        return value
    out = {key: twinned(item) for key, item in value.items() if item is not None}
    for name in _TWINS:
        style = name + "Style"
        if isinstance(out.get(style), dict) and "rgbColor" in out[style]:
            out[name] = out[style]["rgbColor"] = colour(out[style]["rgbColor"])
        elif isinstance(out.get(name), dict) and style not in out and _is_colour(out[name]):
            out[name] = colour(out[name])
            out[style] = {"rgbColor": dict(out[name])}
    return out


def colour(value: dict[str, Any]) -> dict[str, Any]:
    """Return a colour in single precision, without what is nought."""
    out: dict[str, Any] = {}
    for key in ("red", "green", "blue", "alpha"):
        part = value.get(key)
        if part:
            single = struct.unpack("f", struct.pack("f", part))[0]
            short = float(f"{single:.8g}")
            out[key] = int(short) if short.is_integer() else short
    return out


def _is_colour(value: dict[str, Any]) -> bool:
    return set(value) <= {"red", "green", "blue", "alpha"}

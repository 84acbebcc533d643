"""Addresses as QR codes."""

import segno
from django.utils.safestring import SafeString


def qr_code(address: str) -> SafeString:
    """An address as an SVG of attributes only, for a page."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return SafeString(svg)

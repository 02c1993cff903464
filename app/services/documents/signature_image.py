"""A director's signature image: checked and normalised to a small transparent PNG, or invented for a show."""

from __future__ import annotations

import hashlib
import io
import math
import random
import warnings
import zlib

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat, UnidentifiedImageError

from app.errors import InvalidInput

#: Size of the normalised image: twice the reserved box at 150 dpi; bigger ones only make each letter heavier.
MAX_WIDTH, MAX_HEIGHT = 600, 240
_MIN_WIDTH, _MIN_HEIGHT = 120, 40
_MAX_BYTES = 5 * 1024 * 1024
_MAX_PIXELS = 24_000_000
_DPI = (200, 200)


class BadSignatureImage(InvalidInput):
    """La imagen de la firma no sirve. Use un PNG de la firma sola, sobre fondo blanco o transparente."""

    code = "signature_image"


def normalise(data: bytes) -> bytes:
    """The signature cropped to its ink, on transparent ground, at most 600 × 240 pixels, as PNG of 200 dpi.

    Normalising twice gives the same bytes. Raises BadSignatureImage with a sentence that says what to change.
    """
    image = _open(data)
    alpha = _ink(image)
    box = alpha.point(lambda value: 255 if value > 24 else 0).getbbox()
    if box is None:
        raise BadSignatureImage("blank", sentence="La imagen de la firma está en blanco. Escanéela de nuevo.")
    if ImageStat.Stat(alpha).mean[0] > 160:
        raise BadSignatureImage(
            "full", sentence="La imagen de la firma es un cuadro lleno. Use la firma sola, sobre fondo blanco."
        )
    if box[2] - box[0] < _MIN_WIDTH or box[3] - box[1] < _MIN_HEIGHT:
        raise BadSignatureImage(
            "small", sentence=f"La firma es muy pequeña: el trazo debe medir {_MIN_WIDTH} × {_MIN_HEIGHT} puntos o más."
        )
    out = image.convert("RGB")
    out.putalpha(alpha)
    out = out.crop(box)
    out.thumbnail((MAX_WIDTH, MAX_HEIGHT), Image.Resampling.LANCZOS)
    return _png(out)


def invent(name: str) -> bytes:
    """A made-up signature for a made-up person, always the same for a name; normalised PNG."""
    rng = random.Random(zlib.crc32(name.encode()))
    scale = 4
    canvas = Image.new("L", (MAX_WIDTH * scale // 2, MAX_HEIGHT * scale // 2), 0)
    draw = ImageDraw.Draw(canvas)
    for points in _strokes(rng, max(3, len(name.split()))):
        for index in range(1, len(points)):
            width = scale * (1.5 + 1.3 * abs(math.sin(index / 9.0)))
            draw.line([points[index - 1], points[index]], fill=255, width=round(width), joint="curve")
    alpha = canvas.resize((MAX_WIDTH, MAX_HEIGHT), Image.Resampling.LANCZOS).filter(ImageFilter.SMOOTH)
    ink = Image.new("RGBA", alpha.size, (18, 32, 92, 0))
    ink.putalpha(alpha)
    return normalise(_png(ink))


def fingerprint(png: bytes) -> str:
    """SHA-256 of a normalised image, for the history of each act of signing."""
    return hashlib.sha256(png).hexdigest()


def _open(data: bytes) -> Image.Image:
    if len(data) > _MAX_BYTES:
        raise BadSignatureImage("heavy", sentence="La imagen de la firma pesa más de 5 MB. Redúzcala.")
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise BadSignatureImage(
            "not png", sentence="La firma debe ser un archivo PNG. Conviértala y cárguela de nuevo."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
                if image.width * image.height > _MAX_PIXELS:
                    raise BadSignatureImage("bomb", sentence="La imagen de la firma es demasiado grande. Redúzcala.")
                image.load()
                return image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError, UnidentifiedImageError) as broken:
        raise BadSignatureImage(type(broken).__name__) from broken


def _ink(image: Image.Image) -> Image.Image:
    """How much ink each pixel has: the given transparency, or the darkness of a scan on white paper."""
    alpha = image.getchannel("A")
    lowest, _highest = alpha.getextrema()
    if isinstance(lowest, int) and lowest < 250:
        return alpha
    darkness = ImageChops.invert(image.convert("RGB").convert("L"))
    # Paper is never pure white: what is lighter than light grey is ground.
    return darkness.point(lambda value: 0 if value < 40 else min(255, (value - 40) * 2))


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, format="PNG", dpi=_DPI, optimize=False, compress_level=9)
    return target.getvalue()


def _strokes(rng: random.Random, words: int) -> list[list[tuple[float, float]]]:
    """A leaning run of loops through random heights, as a hand would, and sometimes a flourish under it."""
    width, height = MAX_WIDTH * 2.0, MAX_HEIGHT * 2.0
    lean, base = rng.uniform(0.05, 0.3) * height, rng.uniform(0.58, 0.7) * height
    knots: list[tuple[float, float]] = [(width * 0.07, base)]
    x = width * 0.08
    for word in range(words + 1):
        tall = rng.uniform(0.35, 0.55) * height
        knots += [
            (x + lean, base - tall),
            (x + lean * 0.2 - 20, base - tall * 0.5),
            (x + 10, base + rng.uniform(10, 60)),
        ]
        for _letter in range(rng.randint(2, 5)):
            x += width * rng.uniform(0.018, 0.04)
            knots.append((x + 12, base - rng.uniform(0.04, 0.16) * height))
            knots.append((x + rng.uniform(4, 26), base + rng.uniform(-6, 12)))
        x += width * rng.uniform(0.03, 0.42 / (words + 1 + word * 0.2))
    strokes = [_smooth([(min(max(px, 20.0), width - 20), min(max(py, 16.0), height - 16)) for px, py in knots])]
    if rng.random() < 0.7:
        y = height * rng.uniform(0.78, 0.88)
        end = knots[-1][0]
        strokes.append(_smooth([(end, y - 30), (width * 0.3, y + 24), (width * 0.12, y - 8), (end * 0.7, y - 16)]))
    return strokes


def _smooth(knots: list[tuple[float, float]], steps: int = 14) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through the knots."""
    padded = [knots[0], *knots, knots[-1]]
    out: list[tuple[float, float]] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        out += [
            (_blend(a[0], b[0], c[0], d[0], k / steps), _blend(a[1], b[1], c[1], d[1], k / steps)) for k in range(steps)
        ]
    return out


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)

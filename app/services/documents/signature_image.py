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
    """A capital loop per word, a running wave after it and a flourish under all."""
    width, height = MAX_WIDTH * 2.0, MAX_HEIGHT * 2.0
    strokes: list[list[tuple[float, float]]] = []
    x, step = width * 0.06, width * 0.8 / words
    for _word in range(words):
        tall, lean = rng.uniform(0.45, 0.75) * height, rng.uniform(0.2, 0.5)
        loop = [_loop_point(x, height * 0.68, tall, step, lean, turn / 40) for turn in range(41)]
        speed, size, start = rng.uniform(0.25, 0.4), rng.uniform(0.05, 0.12) * height, loop[-1]
        wave = [
            (start[0] + step * 0.7 * k / 60, start[1] - size * abs(math.sin(speed * k)) * (1 - k / 90))
            for k in range(61)
        ]
        strokes.append(loop + wave)
        x += step * rng.uniform(0.85, 1.0)
    drop = rng.uniform(0.04, 0.14) * height
    flourish = [
        (width * 0.05 + width * 0.86 * k / 80, height * 0.82 + drop * math.sin(math.pi * k / 80 * 2)) for k in range(81)
    ]
    return [*strokes, flourish]


def _loop_point(x: float, base: float, tall: float, step: float, lean: float, turn: float) -> tuple[float, float]:
    angle = 2 * math.pi * turn * 1.15
    rise = math.sin(math.pi * turn)
    return x + step * 0.28 * turn + step * 0.16 * math.sin(angle) + lean * tall * 0.3 * rise, base - tall * rise

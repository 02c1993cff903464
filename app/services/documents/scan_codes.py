"""The bar code of the filing stamp on a scanned page: whether there is one, and whether a reader can read it."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageChops, ImageStat

#: A cell of the page of a thousand pixels: two of them are lower than a code, and in each there is an edge of a bar.
_WIDE, _HIGH = 12, 6
#: Neighbouring cells that make a code: some three centimetres.
_MIN_CELLS = 9
#: Bars change strongly along the line, hardly down it, and often: the change of a pixel against the whole contrast.
#: Measured on generated scans: none of 210 pages of text and 60 of ruled paper, all of 70 stamps, also blurred ones.
_MIN_CHANGE, _MOST_DOWN, _MIN_OFTEN = 12, 0.35, 0.145


def is_unread(image: Image.Image, draw_large: Callable[[], Image.Image]) -> bool:
    """Whether the page shows a bar code that can't be read; `draw_large` gives it at some 200 dots per inch.

    A page without bars is none of that: what came by e-mail has no stamp. Loads the reader, so it runs in the child.
    """
    if not (_has_bars(image) or _has_bars(image.transpose(Image.Transpose.ROTATE_90))):
        return False
    import zxingcpp

    return not zxingcpp.read_barcodes(draw_large(), zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.AllLinear))


def _has_bars(image: Image.Image) -> bool:
    width, height = image.size
    across, rows = size = (max(1, width // _WIDE), max(1, height // _HIGH))
    along = _change(image, 1, 0).resize(size, Image.Resampling.BOX).tobytes()
    down = _change(image, 0, 1).resize(size, Image.Resampling.BOX).tobytes()
    bars = [a >= _MIN_CHANGE and d <= _MOST_DOWN * a for a, d in zip(along, down, strict=True)]
    for row in range(rows - 1):
        for column in range(across - _MIN_CELLS + 1):
            stretch = [row * across + column + step for step in range(_MIN_CELLS)]
            if not all(bars[at] and bars[at + across] for at in stretch):
                continue
            place = (column * width // across, row * height // rows)
            box = (*place, (column + _MIN_CELLS) * width // across, (row + 2) * height // rows)
            low, high = ImageStat.Stat(image.crop(box)).extrema[0]
            if sum(along[at] + along[at + across] for at in stretch) >= _MIN_OFTEN * 2 * _MIN_CELLS * (high - low):
                return True
    return False


def _change(image: Image.Image, right: int, down: int) -> Image.Image:
    """How far each pixel is from its neighbour."""
    width, height = image.size
    here = image.crop((0, 0, width - 1, height - 1))
    return ImageChops.difference(here, image.crop((right, down, width - 1 + right, height - 1 + down)))

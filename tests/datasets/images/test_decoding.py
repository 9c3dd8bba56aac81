"""Every kind of image file, and every kind of file that is none."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFile

from datasets.images.decoding import (
    MOST_BYTES,
    UnusableImage,
    decode,
    read_header,
    strict_pillow,
)

RAMP = np.arange(64, dtype=np.uint8).reshape(8, 8) * 4
COLOURS = np.stack([RAMP, RAMP.T, 255 - RAMP], axis=-1)


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def pixels(data: bytes, side: int = 8, fit: str = "crop", width: int | None = None) -> np.ndarray:
    with strict_pillow():
        return decode(io.BytesIO(data), side, width or side, fit)


def reason(data: bytes) -> str:
    with strict_pillow(), pytest.raises(UnusableImage) as error:
        read_header(io.BytesIO(data), len(data))
        decode(io.BytesIO(data), 8, 8, "crop")
    return str(error.value)


def as_rgb(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey[..., np.newaxis], 3, axis=-1)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM", "TGA", "WEBP"])
@pytest.mark.parametrize("colour", [True, False])
def test_lossless_kinds_keep_every_pixel(kind, colour):
    source = COLOURS if colour else RAMP
    options = {"lossless": True} if kind == "WEBP" else {}
    found = pixels(encoded(Image.fromarray(source), kind, **options))
    assert found.dtype == np.uint8
    assert np.array_equal(found, source if colour else as_rgb(source))


def test_jpeg_grey_stays_grey():
    found = pixels(encoded(Image.fromarray(RAMP), "JPEG", quality=95))
    assert np.array_equal(found, as_rgb(found[..., 0]))
    assert abs(found[..., 0].astype(int) - RAMP).max() < 12
    in_colour = pixels(encoded(Image.fromarray(as_rgb(RAMP)), "JPEG", quality=95))
    assert np.array_equal(in_colour, as_rgb(in_colour[..., 0]))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF"])
def test_of_moving_pictures_the_first_frame(kind):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    assert np.array_equal(pixels(data), np.asarray(frames[0]))


def test_palettes():
    picture = Image.fromarray(RAMP // 64).convert("P")
    picture.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90, 200, 210, 220])
    expected = np.array([[10, 20, 30], [40, 50, 60], [70, 80, 90], [200, 210, 220]])[RAMP // 64]
    assert np.array_equal(pixels(encoded(picture, "PNG")), expected)
    shown = pixels(encoded(picture, "PNG", transparency=1))
    expected[RAMP // 64 == 1] = 255
    assert np.array_equal(shown, expected)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_pixels_lie_on_white(mode):
    picture = Image.fromarray(COLOURS).convert(mode)
    alpha = np.zeros((8, 8), np.uint8)
    alpha[:, 4:], alpha[:, 2:4] = 255, 128
    picture.putalpha(Image.fromarray(alpha))
    opaque = np.asarray(picture.convert("RGBA").convert("RGB")).astype(float)
    share = alpha[..., np.newaxis] / 255
    found = pixels(encoded(picture, "PNG"))
    assert np.abs(found - (share * opaque + (1 - share) * 255)).max() <= 1
    assert (found[:, :2] == 255).all()


@pytest.mark.parametrize(("mode", "colour"), [("L", 40), ("RGB", (40, 50, 60))])
def test_a_transparent_colour(mode, colour):
    picture = Image.new(mode, (8, 8), colour)
    picture.paste(0, (0, 0, 4, 8))
    found = pixels(encoded(picture, "PNG", transparency=colour))
    assert (found[:, 4:] == 255).all() and (found[:, :4] == 0).all()


def test_cmyk():
    data = encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", quality=100)
    assert np.abs(pixels(data).astype(int) - [255, 0, 0]).max() < 10


def test_one_bit():
    bits = RAMP > 120
    found = pixels(encoded(Image.fromarray(bits), "PNG"))
    assert np.array_equal(found, as_rgb(bits.astype(np.uint8) * 255))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_and_not_clipped(kind):
    levels = np.linspace(0, 65535, 64).reshape(8, 8).astype(np.uint16)
    found = pixels(encoded(Image.fromarray(levels), kind))
    assert np.array_equal(found[..., 0], np.rint(levels / 257).astype(np.uint8))


@pytest.mark.parametrize("most", [65535, 4095, 200])
def test_pgm_of_many_levels(most):
    levels = np.linspace(0, most, 64).reshape(8, 8).astype(np.uint16)
    data = f"P5 8 8 {most}\n".encode() + levels.astype(">u2" if most > 255 else "u1").tobytes()
    found = pixels(data)[..., 0]
    assert np.abs(found - levels / most * 255).max() <= 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.25, 1.0], [0, 64, 255]),
        ([0.0, 51.0, 255.0], [0, 51, 255]),
        ([0.0, 257.0, 65535.0], [0, 1, 255]),
        ([-1.0, 0.0, 1.0], [0, 128, 255]),
        ([5.0, 5.0, 1e6], [0, 0, 255]),
    ],
)
def test_fractions_are_scaled_from_the_range_that_holds_them(values, expected):
    levels = np.array(values, np.float32).reshape(1, 3)
    found = pixels(encoded(Image.fromarray(levels), "TIFF"), 1, width=3)
    assert found[0, :, 0].tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"), [([0, 9, 255], [0, 9, 255]), ([-5, 0, 5], [0, 128, 255])]
)
def test_wide_integers(values, expected):
    levels = np.array(values, np.int32).reshape(1, 3)
    assert (
        pixels(encoded(Image.fromarray(levels), "TIFF"), 1, width=3)[0, :, 0].tolist() == expected
    )


def test_equal_values_of_any_size_do_not_divide_by_nothing():
    found = pixels(encoded(Image.fromarray(np.full((8, 8), -7.0, np.float32)), "TIFF"))
    assert (found == 0).all()


def test_values_that_are_not_finite():
    levels = np.full((8, 8), np.nan, np.float32)
    assert "not finite" in reason(encoded(Image.fromarray(levels), "TIFF"))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_rotation_of_the_camera_is_undone(kind, orientation):
    upright = np.zeros((16, 8, 3), np.uint8)
    upright[:8, :4] = 255, 0, 0
    upright[8:, 4:] = 0, 0, 255
    # How a camera that was held so stores the picture.
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1],
        5: upright.transpose(1, 0, 2), 6: upright.transpose(1, 0, 2)[::-1],
        7: upright[::-1, ::-1].transpose(1, 0, 2), 8: upright.transpose(1, 0, 2)[:, ::-1],
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"PNG": {}, "TIFF": {}, "WEBP": {"lossless": True}}.get(
        kind, {"quality": 100, "subsampling": 0}
    )
    data = encoded(Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif, **options)
    found = pixels(data, 16, width=8).astype(int)
    assert np.abs(found - upright).max() < 20


def test_notes_that_cannot_be_read_do_not_spoil_a_picture():
    data = encoded(Image.fromarray(COLOURS), "PNG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff")
    assert np.array_equal(pixels(data), COLOURS)


def test_crop_takes_the_centre():
    wide = np.zeros((8, 16, 3), np.uint8)
    wide[:, 4:12] = COLOURS
    assert np.array_equal(pixels(encoded(Image.fromarray(wide), "PNG")), COLOURS)
    high = np.ascontiguousarray(wide.transpose(1, 0, 2))
    expected = COLOURS.transpose(1, 0, 2)
    assert np.array_equal(pixels(encoded(Image.fromarray(high), "PNG")), expected)


def test_pad_keeps_all_and_repeats_the_edge():
    wide = np.zeros((4, 8, 3), np.uint8)
    wide[:] = COLOURS[:4]
    found = pixels(encoded(Image.fromarray(wide), "PNG"), fit="pad")
    assert np.array_equal(found[2:6], wide)
    assert np.array_equal(found[:2], np.repeat(wide[:1], 2, axis=0))
    assert np.array_equal(found[6:], np.repeat(wide[-1:], 2, axis=0))


def test_stretch_is_pillows_own_lanczos():
    wide = Image.fromarray(COLOURS).resize((16, 8))
    expected = wide.resize((8, 8), Image.Resampling.LANCZOS)
    assert np.array_equal(pixels(encoded(wide, "PNG"), fit="stretch"), np.asarray(expected))


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (3, 7), (63, 200)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_every_shape_fits(fit, size, mode):
    plain = Image.new(mode, size, 77 if mode == "L" else (70, 80, 90))
    found = pixels(encoded(plain, "PNG"), 28, fit)
    assert found.shape == (28, 28, 3)
    assert (found == found[0, 0]).all()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_shrinking_does_not_alias(kind):
    """A fine chequerboard becomes grey; every other pixel of it would be black or white."""
    board = (np.indices((512, 512)).sum(axis=0) % 2 * 255).astype(np.uint8)
    found = pixels(encoded(Image.fromarray(board), kind), 32).astype(int)
    assert np.abs(found - 127).max() < 6


def test_a_large_photo_comes_out_as_without_shortcuts():
    y, x = np.mgrid[0:900, 0:1200] / 100
    waves = np.stack([np.sin(x), np.cos(y), np.sin(x + y)], axis=-1)
    photo = Image.fromarray(np.rint((waves + 1) * 127.5).astype(np.uint8))
    data = encoded(photo, "JPEG", quality=95)
    whole = Image.open(io.BytesIO(data)).crop((150, 0, 1050, 900))
    expected = np.asarray(whole.resize((64, 64), Image.Resampling.LANCZOS)).astype(int)
    assert np.abs(pixels(data, 64) - expected).max() < 6


def test_header():
    data = encoded(Image.new("L", (30, 20)), "PNG")
    header = read_header(io.BytesIO(data), len(data))
    assert (header.width, header.height, header.mode) == (30, 20, "L")
    assert header.decoding_bytes == 600


@pytest.mark.parametrize(
    "data",
    [
        b"no image at all",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"\0" * 1000,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n",
    ],
)
def test_what_is_no_image(data):
    assert reason(data).startswith(("not an image", "damaged", "truncated"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "PPM", "WEBP"])
def test_truncated_files_are_no_half_pictures(kind):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), kind)
    assert reason(data[: len(data) // 2])
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def png(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """The beginning of a PNG that claims a size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


# Pillow warns of the first, refuses the second by itself; the third takes too much memory as RGBA.
@pytest.mark.parametrize("size", [(10_000, 10_000, 2), (30_000, 30_000, 2), (8_000, 8_000, 6)])
def test_decompression_bombs(size):
    width, height, colour = size
    assert reason(png(width, height, colour=colour)).startswith("decompression bomb")
    assert MOST_BYTES < 8_000 * 8_000 * 8


def test_flipped_bits_never_raise_anything_else():
    rng = np.random.default_rng(1)
    picture = Image.fromarray(rng.integers(0, 256, (20, 20, 3), dtype=np.uint8))
    for kind in ("PNG", "JPEG", "BMP", "GIF", "TIFF", "PPM", "WEBP", "TGA", "ICO", "PCX"):
        good = np.frombuffer(encoded(picture, kind), np.uint8)
        for _ in range(25):
            data = good.copy()
            places = rng.integers(0, len(data), 4)
            data[places] = rng.integers(0, 256, 4)
            try:
                assert pixels(data.tobytes()).shape == (8, 8, 3)
            except UnusableImage as error:
                assert str(error)

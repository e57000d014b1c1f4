"""A Generator whose uniforms were chosen: for questions that prescribe how the draws come from them."""

from typing import Any

import numpy as np


class ChosenUniforms(np.random.Generator):
    """`random` and `uniform` give the chosen numbers in order, then go on with draws of the own bit generator.

    All other methods draw from the bit generator as ever. (NumPy's `choice` with p asks `random`, so it takes from the
    chosen ones.) A Generator that is spawned has no chosen numbers.
    """

    def __init__(self, bits: np.random.BitGenerator, chosen: Any = (), used: int = 0) -> None:
        super().__init__(bits)
        self._chosen = np.array(chosen, dtype=np.float64).ravel()
        self._used = used

    @property
    def chosen(self) -> Any:
        """The chosen numbers, all of them (a copy)."""
        return self._chosen.copy()

    @property
    def used(self) -> int:
        """How many uniforms were drawn so far, those beyond the chosen ones included."""
        return self._used

    def move_to(self, used: int) -> None:
        """Go on as if so many uniforms had been drawn: another process drew them."""
        self._used = used

    def random(self, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
        """As `numpy.random.Generator.random`."""
        if size is None and out is None:
            return self._next(1, dtype)[0].item()
        if out is None:
            shape = tuple(np.atleast_1d(size).tolist()) if np.ndim(size) else (int(size),)
            return self._next(int(np.prod(shape, dtype=np.int64)), dtype).reshape(shape)
        if size is not None and np.broadcast_shapes(out.shape, size) != out.shape:
            raise ValueError("size must match out.shape when used together")
        out[...] = self._next(out.size, dtype).reshape(out.shape)
        return out

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """As `numpy.random.Generator.uniform`: low + (high - low) u."""
        if np.any(np.asarray(high) < np.asarray(low)):
            raise ValueError("high < low")
        wide = np.broadcast_shapes(np.shape(low), np.shape(high))
        plain = size is None and not wide
        drawn = self.random(None if plain else wide if size is None else size)
        scaled = low + (np.asarray(high, dtype=np.float64) - low) * drawn
        return float(scaled) if plain else scaled

    def __reduce__(self) -> Any:
        return ChosenUniforms, (self.bit_generator, self._chosen, self._used)

    def _next(self, count: int, dtype: Any) -> Any:
        kind = np.dtype(dtype)
        if kind not in (np.dtype(np.float64), np.dtype(np.float32)):
            raise TypeError(f"Unsupported dtype {kind!r} for random")
        if count < 0:
            raise ValueError("negative dimensions are not allowed")
        given = self._chosen[self._used:self._used + count].astype(kind)
        # Rounded to float32 the largest would be 1, which no uniform is.
        given = np.minimum(given, np.nextafter(kind.type(1), kind.type(0)))
        rest = count - given.size
        self._used += count
        return np.concatenate([given, super().random(rest, dtype=kind)]) if rest else given

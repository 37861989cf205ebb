/**
 * Two discrete Fourier transforms at once (Cooley and Tukey, 1965): all chances of two samples from their
 * characteristic functions, where one by one would take the square of the time.
 */

/** The points of a circle: cosine and sine of 2 pi t / period, for every t below the period, which is a power of two. */
export type Points = { readonly period: number; readonly cosines: Float64Array; readonly sines: Float64Array };

/** The sums of (re + i im)(t) e^(-2 pi i s t / period) over all t, for every s, in place. */
export function transform({ period, cosines, sines }: Points, re: Float64Array, im: Float64Array): void {
  reverseBits(period, re, im);
  for (let width = 2; width <= period; width *= 2) {
    const half = width / 2;
    const turn = period / width;
    for (let from = 0; from < period; from += width) {
      for (let k = 0, at = 0; k < half; k++, at += turn) {
        const low = from + k;
        const high = low + half;
        const c = cosines[at] ?? 0;
        const s = -(sines[at] ?? 0);
        const a = (re[high] ?? 0) * c - (im[high] ?? 0) * s;
        const b = (re[high] ?? 0) * s + (im[high] ?? 0) * c;
        re[high] = (re[low] ?? 0) - a;
        im[high] = (im[low] ?? 0) - b;
        re[low] = (re[low] ?? 0) + a;
        im[low] = (im[low] ?? 0) + b;
      }
    }
  }
}

function reverseBits(period: number, re: Float64Array, im: Float64Array): void {
  for (let at = 1, mirrored = 0; at < period; at++) {
    let bit = period >> 1;
    for (; (mirrored & bit) !== 0; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (at >= mirrored) continue;
    const a = re[at] ?? 0;
    const b = im[at] ?? 0;
    re[at] = re[mirrored] ?? 0;
    im[at] = im[mirrored] ?? 0;
    re[mirrored] = a;
    im[mirrored] = b;
  }
}

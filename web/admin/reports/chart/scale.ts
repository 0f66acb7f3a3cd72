const STEPS = [1, 2, 2.5, 5, 10]

/** Round numbers from zero, or from below it, that take in all values; about `count` of them. */
export function ticksFor(values: readonly number[], count: number): number[] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  if (low === high) return [0, 1]
  const rough = (high - low) / count
  const size = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, STEPS.find((one) => one * size >= rough)! * size)
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: last - first + 1 }, (_, n) => (first + n) * step)
}

/** Every so many labels one is written, so that none touches the next. */
export const labelEvery = (count: number, width: number, labelWidth: number): number =>
  Math.max(1, Math.ceil((count * labelWidth) / Math.max(1, width)))

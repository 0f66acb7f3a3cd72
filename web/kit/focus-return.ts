/**
 * A ref for what is on the page as long as a dialog is open, such as its button to close it:
 * afterwards the focus is again where it was before. Mantine sees to that only in a dialog that
 * stays mounted when it is closed, and ours are mounted for as long as they are open.
 */
export function focusReturn(): () => void {
  const before = document.activeElement
  const places = before ? placesOf(before) : []
  return () => {
    // The dialog is still there and has the focus. What else has asked for it meanwhile keeps it.
    queueMicrotask(() => {
      if (!isLost() || !(before instanceof HTMLElement)) return
      if (!before.isConnected) return inItsPlace(places)?.focus()
      before.focus({ preventScroll: true })
      holdPlaceOf(before, places)
    })
  }
}

const isLost = (): boolean => document.activeElement === document.body

/** What was done may take the button away a moment later, when the page has heard of it. */
function holdPlaceOf(before: HTMLElement, places: Place[]): void {
  const main = places.at(-1)?.within
  if (!main) return
  const over = new AbortController()
  const watch = new MutationObserver(() => {
    if (before.isConnected) return
    over.abort()
    if (isLost()) inItsPlace(places)?.focus()
  })
  watch.observe(main, { childList: true, subtree: true })
  over.signal.addEventListener('abort', () => watch.disconnect())
  for (const type of ['focusin', 'pointerdown']) {
    document.addEventListener(type, () => over.abort(), { signal: over.signal })
  }
}

const FOCUSABLE = [
  ...['a[href]', '[tabindex]:not([tabindex="-1"])'],
  ...['button', 'input', 'select', 'textarea'].map((name) => `${name}:not([disabled])`),
].join()

/** An ancestor within the page, and how many in it can have the focus before this one. */
type Place = { within: Element; nth: number }

function placesOf(before: Element): Place[] {
  const main = before.closest('main')
  if (!main) return []
  const all = focusableIn(main)
  const at = all.indexOf(before as HTMLElement)
  const places: Place[] = []
  for (let within = before.parentElement; within && main.contains(within);) {
    const ancestor = within
    const first = all.findIndex((one) => ancestor.contains(one))
    places.push({ within, nth: Math.max(0, at - first) })
    within = within.parentElement
  }
  return places
}

/** A step that was taken is offered no more, and a row that was settled is gone: the next one. */
function inItsPlace(places: Place[]): HTMLElement | undefined {
  for (const { within, nth } of places) {
    const left = within.isConnected ? focusableIn(within) : []
    if (left.length > 0) return left[Math.min(nth, left.length - 1)]
  }
  return undefined
}

const focusableIn = (within: Element): HTMLElement[] =>
  [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.checkVisibility())

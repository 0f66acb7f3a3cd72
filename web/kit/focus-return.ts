/**
 * A ref for what is on the page as long as a dialog is open, such as its button to close it:
 * afterwards the focus is again where it was before. Mantine sees to that only in a dialog that
 * stays mounted when it is closed, and ours are mounted for as long as they are open.
 */
export function focusReturn(): () => void {
  const before = openedFrom()
  const places = before ? placesOf(before) : []
  return () => {
    // The dialog is still there and has the focus. What else has asked for it meanwhile keeps it.
    queueMicrotask(() => {
      if (!isLost() || !(before instanceof HTMLElement)) return
      if (!before.isConnected) return (inItsPlace(places) ?? lastOnPage)?.focus()
      before.focus({ preventScroll: true })
      holdPlaceOf(before, places)
    })
  }
}

const isLost = (): boolean => document.activeElement === document.body

let lastOnPage: HTMLElement | undefined

/** Where on the page itself somebody is, or was before a menu or a dialog came on top of it. */
export function rememberFocus(page: HTMLElement): void {
  page.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) lastOnPage = target
  })
  page.addEventListener('focusout', ({ target, relatedTarget }) => {
    const isLeft = relatedTarget === null && document.hasFocus()
    // A button at work is switched off, and nobody has left it.
    if (isLeft && target instanceof HTMLElement && !target.matches(':disabled')) {
      lastOnPage = undefined
    }
  })
}

/** A menu is gone when the dialog that it led to closes, and a button at work has no focus. */
function openedFrom(): Element | null | undefined {
  const at = document.activeElement
  return isLost() || at?.closest('[role="menu"]') ? lastOnPage : at
}

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
  ...['a[href]', 'button', 'input', 'select', 'textarea', '[tabindex]:not([tabindex="-1"])'],
].join()

/** An ancestor within the page, and how many in it can have the focus before this one. */
type Place = { within: Element; nth: number }

function placesOf(before: Element): Place[] {
  const main = before.closest('main')
  if (!main) return []
  // While it works it is switched off, and has its place all the same.
  const all = focusableIn(main, before)
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

const focusableIn = (within: Element, also?: Element): HTMLElement[] =>
  [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (one) => one === also || (one.checkVisibility() && !one.matches(':disabled')),
  )

/**
 * A button that is at work cannot be pressed, and browsers take the focus from it. It has it back
 * as soon as the work is done, or what stands in its place has it. So has what stands beside a
 * button that has nothing more to do, such as that of a form that was saved.
 */
export function keepFocusOfBusy(): void {
  let busy: Element | undefined
  const watch = new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (!(target instanceof HTMLElement)) continue
      const isBusy = target.dataset['loading'] !== undefined
      if (isBusy && target === document.activeElement) {
        busy = target
        holdPlaceOf(target, placesOf(target))
      } else if (!isBusy && target === busy) {
        busy = undefined
        if (isLost()) target.focus({ preventScroll: true })
        passOnFrom(target)
      } else if (!isBusy && target === document.activeElement) {
        passOnFrom(target)
      }
    }
  })
  watch.observe(document.body, { subtree: true, attributeFilter: ['data-loading', 'disabled'] })
}

/** Browsers take the focus from what is switched off before they paint the next time. */
function passOnFrom(button: HTMLElement): void {
  if (!button.matches(':disabled')) return
  const places = placesOf(button)
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (isLost()) inItsPlace(places)?.focus()
    }),
  )
}

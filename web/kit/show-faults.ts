const FAULTS = '[aria-invalid="true"], [role="alert"]'

/**
 * Whoever presses the button at the end of a long form does not see what it says at its beginning,
 * and nothing seems to happen. So the first fault of a form that was sent comes into view, and has
 * the focus if it is a field. A fault may come at once or with an answer of the server; whoever
 * goes on typing meanwhile is left where they are.
 */
export function showFaults(): void {
  let waiting: AbortController | undefined
  document.addEventListener('submit', ({ target }) => {
    if (!(target instanceof HTMLFormElement)) return
    waiting?.abort()
    waiting = new AbortController()
    const { signal } = waiting
    const watch = new MutationObserver(() => show(target, waiting))
    watch.observe(target, { subtree: true, childList: true, attributeFilter: ['aria-invalid'] })
    signal.addEventListener('abort', () => watch.disconnect())
    target.addEventListener('input', () => waiting?.abort(), { signal })
    // What was a fault before and still is one changes nothing on the page.
    requestAnimationFrame(() => !signal.aborted && show(target, waiting))
  })
}

function show(form: HTMLFormElement, waiting: AbortController | undefined): void {
  const fault = form.querySelector<HTMLElement>(FAULTS)
  if (!fault) return
  waiting?.abort()
  if (fault.ariaInvalid === 'true') fault.focus({ preventScroll: true })
  // With its label and what is said of it.
  const whole = fault.closest('.mantine-InputWrapper-root') ?? fault
  whole.scrollIntoView({ block: 'nearest' })
}

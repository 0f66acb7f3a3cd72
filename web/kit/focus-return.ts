/**
 * A ref for what is on the page as long as a dialog is open, such as its button to close it:
 * afterwards the focus is again where it was before. Mantine sees to that only in a dialog that
 * stays mounted when it is closed, and ours are mounted for as long as they are open.
 */
export function focusReturn(): () => void {
  const before = document.activeElement
  return () => {
    // The dialog is still there and has the focus. What else has asked for it meanwhile keeps it.
    queueMicrotask(() => {
      const isLost = document.activeElement === document.body
      if (isLost && before instanceof HTMLElement) before.focus({ preventScroll: true })
    })
  }
}

import { useEffect, useEffectEvent } from 'react'

type Change = (change: (typed: string) => string) => void

/**
 * Keeps what somebody types who has asked for a field that is not there yet: the letters go to the
 * field, and to no shortcut. Once it has the focus, it takes them itself.
 */
export function useTypedAhead(onType: Change, onGiveUp: () => void): void {
  const take = useEffectEvent((event: KeyboardEvent) => {
    const { key, target } = event
    if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return
    if (target instanceof HTMLInputElement) return
    if (key === 'Escape') onGiveUp()
    else if (key === 'Backspace') onType((typed) => typed.slice(0, -1))
    else if (key.length === 1) onType((typed) => typed + key)
    else return
    event.preventDefault()
    event.stopPropagation()
  })

  // Before anybody else hears of it, wherever the focus still is.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => take(event)
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
}

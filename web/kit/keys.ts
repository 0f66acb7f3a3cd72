import { useEffect, useEffectEvent } from 'react'

/** `mod+k`, `?`, or a sequence such as `g o`. */
export type Keys = Readonly<Record<string, () => void>>

/** How this keyboard calls the key of commands. */
export const MOD_NAME = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

const SEQUENCE_MS = 1_200

/** Keys of the whole page. While somebody types, only those with a modifier count. */
export function useKeys(keys: Keys): void {
  const act = useEffectEvent((before: string, stroke: string) => {
    const action = keys[`${before} ${stroke}`] ?? keys[stroke]
    action?.()
    return action !== undefined
  })

  // The window is outside React: it is listened to while the page stands.
  useEffect(() => {
    let before = { stroke: '', at: 0 }
    const listen = (event: KeyboardEvent) => {
      const stroke = strokeOf(event)
      if (!stroke || (isTyping(event.target) && !stroke.startsWith('mod+'))) return
      const isSequence = event.timeStamp - before.at < SEQUENCE_MS
      const isDone = act(isSequence ? before.stroke : '', stroke)
      before = { stroke: isDone ? '' : stroke, at: event.timeStamp }
      if (isDone) event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

function strokeOf(event: KeyboardEvent): string | undefined {
  if (event.altKey || event.isComposing || event.key === undefined) return undefined
  const key = event.key.toLowerCase()
  if (key === 'shift' || key === 'control' || key === 'meta') return undefined
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key
}

/** A dialog has keys of its own; a page behind it must not jump away. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null)

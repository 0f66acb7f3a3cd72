import { useEffect, useEffectEvent } from 'react'

/** `mod+k`, `shift+x`, `?`, or a sequence such as `g o`. */
export type Keys = Readonly<Record<string, () => void>>

/** How this keyboard calls the key of commands. */
export const MOD_NAME = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

const SEQUENCE_MS = 1_200

/** Where both the page and the frame around it know a key, it is the page's. */
type Owner = 'page' | 'frame'

type Layer = { owner: Owner; act: (strokes: string) => boolean }

const layers = new Set<Layer>()

/** Keys of the whole page. While somebody types, only those with a modifier count. */
export function useKeys(keys: Keys, owner: Owner = 'frame'): void {
  const act = useEffectEvent((strokes: string) => {
    const action = keys[strokes]
    action?.()
    return action !== undefined
  })

  // The window is outside React: it is listened to while somebody wants to know.
  useEffect(() => {
    const layer: Layer = { owner, act: (strokes) => act(strokes) }
    if (layers.size === 0) window.addEventListener('keydown', listen)
    layers.add(layer)
    return () => {
      layers.delete(layer)
      if (layers.size === 0) window.removeEventListener('keydown', listen)
    }
  }, [owner])
}

let before = { stroke: '', at: 0 }

function listen(event: KeyboardEvent): void {
  const stroke = strokeOf(event)
  if (!stroke || (isTyping(event.target) && !stroke.startsWith('mod+'))) return
  const isSequence = event.timeStamp - before.at < SEQUENCE_MS
  // A sequence that somebody has begun is not cut short by a key of its own.
  const isDone = (isSequence && perform(`${before.stroke} ${stroke}`)) || perform(stroke)
  before = { stroke: isDone ? '' : stroke, at: event.timeStamp }
  if (isDone) event.preventDefault()
}

const perform = (strokes: string): boolean =>
  ofOwner('page').some(({ act }) => act(strokes)) ||
  ofOwner('frame').some(({ act }) => act(strokes))

const ofOwner = (owner: Owner) => [...layers].filter((layer) => layer.owner === owner)

function strokeOf(event: KeyboardEvent): string | undefined {
  if (event.altKey || event.isComposing || event.key === undefined) return undefined
  const key = event.key.toLowerCase()
  if (key === 'shift' || key === 'control' || key === 'meta') return undefined
  if (event.metaKey || event.ctrlKey) return `mod+${key}`
  // Of signs such as ?, shift is a part on many keyboards; of letters it is said.
  return event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key
}

/** A dialog has keys of its own; a page behind it must not jump away. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest(OWN_KEYS.join()) !== null)

const OWN_KEYS = [
  ...['input:not([type="checkbox"])', 'textarea', 'select', '[role="dialog"]', '[role="menu"]'],
]

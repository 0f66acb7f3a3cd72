import { useRef } from 'react'
import { useKeys } from '#kit/keys.ts'

/**
 * `j` and `k` go down and up by moving the focus, so that Enter and a screen reader just work; `x`
 * selects the row, and with shift all from the one before.
 */
export function useRowKeys(onSelect: (id: string, through: boolean) => void) {
  const frame = useRef<HTMLDivElement>(null)
  const move = (by: number) => {
    const links = [...(frame.current?.querySelectorAll<HTMLElement>('a[data-row]') ?? [])]
    const row = document.activeElement?.closest('tr')
    const now = links.findIndex((link) => row?.contains(link))
    const next = links[now === -1 ? 0 : Math.min(Math.max(now + by, 0), links.length - 1)]
    next?.focus()
  }
  const select = (through: boolean) => {
    const row = document.activeElement?.closest('tr')
    const id = row?.querySelector<HTMLElement>('a[data-row]')?.dataset['row']
    if (id) onSelect(id, through)
  }
  useKeys(
    {
      ...{ j: () => move(1), k: () => move(-1) },
      ...{ x: () => select(false), 'shift+x': () => select(true) },
    },
    'page',
  )
  return frame
}

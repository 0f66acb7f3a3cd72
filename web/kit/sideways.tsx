import { useEffect, useRef, useState, type ReactNode } from 'react'
import classes from './table.module.css'

type SidewaysProps = { label: string; children: ReactNode }

/**
 * A table with more columns than there is room for goes sideways within its frame, by the keys
 * too, and the page stays where it is. One that fits has no frame that could cut anything off.
 */
export function Sideways({ label, children }: SidewaysProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [isWide, setIsWide] = useState(false)
  useEffect(() => {
    const outer = frame.current
    const inner = outer?.firstElementChild
    if (!outer || !inner) return undefined
    const watch = new ResizeObserver(() => setIsWide(inner.scrollWidth > outer.clientWidth))
    watch.observe(outer)
    watch.observe(inner)
    return () => watch.disconnect()
  }, [])
  // A region without a button in it has to be reached to be moved.
  const reached = isWide ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {}
  return (
    <div ref={frame} className={classes['sideways']} data-wide={isWide || undefined} {...reached}>
      {children}
    </div>
  )
}

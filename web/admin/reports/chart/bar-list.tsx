import type { ReactNode } from 'react'
import classes from './chart.module.css'

export type Bar = {
  key: string
  name: ReactNode
  value: number
  /** A mark on the bar, such as the period before. */
  mark?: number | undefined
  written: ReactNode
}

/** Names and bars below each other, longest as wide as there is room. */
export function BarList({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const longest = Math.max(1, ...bars.flatMap(({ value, mark }) => [value, mark ?? 0]))
  const share = (value: number) => `${(Math.max(0, value) / longest) * 100}%`
  return (
    <ul className={classes['bars']} aria-label={label}>
      {bars.map(({ key, name, value, mark, written }) => (
        <li key={key}>
          <span className={classes['name']}>{name}</span>
          <span className={classes['amount']}>{written}</span>
          <span className={classes['track']} aria-hidden>
            <span className={classes['bar']} style={{ width: share(value) }} />
            {mark !== undefined && (
              <span className={classes['mark']} style={{ left: share(mark) }} />
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

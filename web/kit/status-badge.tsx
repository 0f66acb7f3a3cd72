import type { ReactNode } from 'react'
import classes from './status-badge.module.css'

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet'

/** Word, shape and colour say the same, so that no one needs all three. */
export const StatusBadge = ({ tone, children }: { tone: Tone; children: ReactNode }) => (
  <span className={classes['badge']} data-tone={tone}>
    <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden focusable="false">
      {SHAPES[tone]}
    </svg>
    <span>{children}</span>
  </span>
)

const SHAPES: Record<Tone, ReactNode> = {
  good: <circle cx="4" cy="4" r="4" fill="currentColor" />,
  busy: (
    <>
      <circle cx="4" cy="4" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M4 .5a3.5 3.5 0 0 1 0 7z" fill="currentColor" />
    </>
  ),
  warn: <path d="M4 .3 8 7.7H0z" fill="currentColor" />,
  bad: <path d="M4 0l4 4-4 4-4-4z" fill="currentColor" />,
  quiet: <circle cx="4" cy="4" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" />,
}

import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

const ICONS = { bad: CircleAlert, warn: TriangleAlert, good: CircleCheck, quiet: Info }

type NoticeProps = { tone?: keyof typeof ICONS; children: ReactNode }

/** A sentence in place, beside what it is about. A fault is read aloud at once. */
export function Notice({ tone = 'bad', children }: NoticeProps) {
  const Icon = ICONS[tone]
  return (
    <div className={classes['notice']} data-tone={tone} role={tone === 'bad' ? 'alert' : 'note'}>
      <Icon size={16} aria-hidden />
      <div>{children}</div>
    </div>
  )
}

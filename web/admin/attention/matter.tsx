import type { ReactNode } from 'react'
import { ErrorFace } from '#kit/faces.tsx'
import { Section } from '#kit/page.tsx'
import classes from './attention.module.css'

/** How much there is of something. */
export type Amount = {
  count: number
  /** As it is said: "20+" where there are more than were counted. */
  words: string
  isLoading: boolean
  error?: unknown
}

type MatterProps = {
  title: string
  amount: Amount
  /** The next step, in a sentence. */
  next: ReactNode
  children?: ReactNode
}

/** One kind of work; nothing where there is none of it. */
export function Matter({ title, amount, next, children }: MatterProps) {
  if (amount.error) {
    return (
      <Section title={title}>
        <ErrorFace error={amount.error} />
      </Section>
    )
  }
  if (amount.count === 0) return null
  return (
    <Section
      title={title}
      description={
        <>
          <strong className={classes['count']}>{amount.words}</strong> {next}
        </>
      }
    >
      {children}
    </Section>
  )
}

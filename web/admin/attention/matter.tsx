import type { ReactNode } from 'react'
import { ErrorFace } from '#kit/faces.tsx'
import { Section } from '#kit/page.tsx'
import type { Amount } from './amounts.ts'
import classes from './attention.module.css'

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

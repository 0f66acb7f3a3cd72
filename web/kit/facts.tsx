import type { ReactNode } from 'react'
import classes from './facts.module.css'

type FactsProps = { of: readonly (readonly [name: string, value: ReactNode])[] }

/** Names and values, one below the other; what has no value is left out. */
export const Facts = ({ of }: FactsProps) => (
  <dl className={classes['facts']}>
    {of.map(([name, value]) =>
      value === null || value === undefined || value === '' ? null : (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ),
    )}
  </dl>
)

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

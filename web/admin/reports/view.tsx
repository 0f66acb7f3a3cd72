import { Skeleton } from '@mantine/core'
import { type ReactNode, Suspense } from 'react'
import { t } from '#kit/i18n.ts'
import { Inset, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { Time } from '#kit/time.tsx'
import { FormToggle } from './form-toggle.tsx'
import classes from './reports.module.css'
import { reportsRoute } from './routes.ts'

type ViewProps = {
  title: string
  description?: ReactNode
  chart: ReactNode
  table: ReactNode
}

/** The same figures as a picture or as a table; which of them stands in the address. */
export function View({ title, description, chart, table }: ViewProps) {
  const { as } = reportsRoute.useSearch()
  const navigate = reportsRoute.useNavigate()
  return (
    <Section
      title={title}
      description={description}
      actions={
        <FormToggle
          label={t('{{title}} as', { title })}
          value={as}
          onChange={(form) =>
            void navigate({ search: (before) => ({ ...before, as: form }), replace: true })
          }
        />
      }
    >
      {as === 'table' ? (
        <div className={classes['wide']}>{table}</div>
      ) : (
        <Inset>
          <Suspense fallback={<Skeleton height={240} />}>{chart}</Suspense>
        </Inset>
      )}
    </Section>
  )
}

type CountedProps = { of: { timeZone: string; countedThrough: string } }

/** How far the figures go, which is a second ago on most days. */
export const Counted = ({ of: { timeZone, countedThrough } }: CountedProps) => (
  <p className={classes['counted']}>
    <Sentence
      says="Counted through <time/>. Days begin at midnight in {{timeZone}}."
      values={{ timeZone }}
      parts={{ time: <Time at={countedThrough} style="second" /> }}
    />
  </p>
)

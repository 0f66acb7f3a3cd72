import { useQuery } from '@tanstack/react-query'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Inset, Page, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { Ago } from '#kit/time.tsx'
import { Checks } from './checks.tsx'
import classes from './integrity.module.css'
import { LookNow } from './look-now.tsx'
import { integrityQuery } from './queries.ts'
import { Runs } from './runs.tsx'
import { BooksBadge } from './state.tsx'

export function IntegrityPage() {
  const integrity = useQuery(integrityQuery)
  return (
    <Page
      title={t('Integrity')}
      description={t(
        'Penstock counts everything again from scratch and says what does not add up.',
      )}
      actions={<LookNow latestId={integrity.data?.latest?.id} />}
    >
      <Section title={t('The books')}>
        <Loaded query={integrity} rows={2}>
          {(data) => (
            <Inset>
              <p className={classes['state']}>
                <BooksBadge integrity={data} />
                {data.checkedAt ? (
                  <span>
                    <Sentence
                      says="Looked at <time/>"
                      parts={{ time: <Ago at={data.checkedAt} /> }}
                    />
                  </span>
                ) : (
                  <span>
                    {t('Nobody has looked at the books yet. Look now, or wait for tonight.')}
                  </span>
                )}
              </p>
              {data.state === 'broken' && <WhatToDo />}
            </Inset>
          )}
        </Loaded>
      </Section>
      <Checks />
      <Runs />
    </Page>
  )
}

const WhatToDo = () => (
  <p className={classes['todo']}>
    {t(
      'What does not add up stands below. Looking has changed nothing, and selling goes on. ' +
        'Show this page to whoever runs Penstock for you.',
    )}
  </p>
)

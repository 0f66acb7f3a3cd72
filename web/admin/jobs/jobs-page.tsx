import { t } from '#kit/i18n.ts'
import { Page } from '#kit/page.tsx'
import { DeadLetterDetail } from './dead-letter-detail.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { Queues } from './queues.tsx'
import { jobsRoute } from './routes.ts'

export function JobsPage() {
  const { letter } = jobsRoute.useSearch()
  return (
    <Page
      title={t('Jobs')}
      description={t('What Penstock does in the background, and what it could not do.')}
    >
      <DeadLetters />
      <Queues />
      {letter && <DeadLetterDetail id={letter} />}
    </Page>
  )
}

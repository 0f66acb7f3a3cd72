import { t } from '#kit/i18n.ts'
import { Page } from '#kit/page.tsx'
import { useMay } from '../session.ts'
import { Attention } from './attention.tsx'
import { BackgroundWork } from './background-work.tsx'
import { Books } from './books.tsx'
import { ChannelHealth } from './channel-health.tsx'
import { Installation } from './installation.tsx'
import { LiveFeed } from './live-feed.tsx'
import classes from './overview.module.css'
import { Today } from './today.tsx'
import { Work } from './work.tsx'

export function OverviewPage() {
  const mayReadJobs = useMay('jobs.read')
  const mayReadOrders = useMay('orders.read')
  const mayReadReports = useMay('reports.read')
  const mayReadChannels = useMay('channels.read')
  const mayFollow = useMay('live.read')
  const mayReadBooks = useMay('integrity.read')
  return (
    <Page
      title={t('Overview')}
      description={t('How the shop sells today, and what waits for somebody.')}
      actions={mayReadBooks && <Books />}
    >
      {mayReadReports && <Today />}
      {mayReadOrders && <Work />}
      <div className={classes['columns']}>
        <Attention />
        {mayReadChannels && <ChannelHealth />}
      </div>
      {mayReadOrders && mayFollow && <LiveFeed />}
      <div className={classes['columns']}>
        {mayReadJobs && <BackgroundWork />}
        <Installation />
      </div>
    </Page>
  )
}

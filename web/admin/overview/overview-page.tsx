import { Page } from '#kit/page.tsx'
import { useMay, useMe } from '../session.ts'
import { Attention } from './attention.tsx'
import { BackgroundWork } from './background-work.tsx'
import { Books } from './books.tsx'
import { Installation } from './installation.tsx'
import { LiveFeed } from './live-feed.tsx'
import { OrdersByStatus } from './orders-by-status.tsx'
import classes from './overview.module.css'

export function OverviewPage() {
  const { user, role } = useMe()
  const mayReadJobs = useMay('jobs.read')
  const mayReadOrders = useMay('orders.read')
  const mayFollow = useMay('live.read')
  const mayReadBooks = useMay('integrity.read')
  return (
    <Page
      title="Overview"
      description={`Signed in as ${user.name}${role ? `, ${role}` : ''}`}
      actions={mayReadBooks && <Books />}
    >
      <Attention />
      {mayReadOrders && <OrdersByStatus />}
      {mayReadOrders && mayFollow && <LiveFeed />}
      <div className={classes['columns']}>
        {mayReadJobs && <BackgroundWork />}
        <Installation />
      </div>
    </Page>
  )
}

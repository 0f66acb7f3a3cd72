import { Link } from '@tanstack/react-router'
import { CsvButton } from '#kit/csv-button.tsx'
import { t } from '#kit/i18n.ts'
import { Page } from '#kit/page.tsx'
import { named } from '#kit/named.ts'
import { useMay } from '../session.ts'
import { ChannelsReport } from './channels.tsx'
import { DailyReport } from './daily.tsx'
import { LowStock } from './low-stock.tsx'
import { ProductsReport } from './products.tsx'
import { csvAddress } from './queries.ts'
import classes from './reports.module.css'
import { reportsRoute } from './routes.ts'
import { type Report, REPORTS } from './words.ts'

export function ReportsPage() {
  const { report = 'daily' } = reportsRoute.useSearch()
  return (
    <Page
      title={t('Reports')}
      description={t(
        'Sales count on the day on which an order was placed, also when it is refunded or cancelled later.',
      )}
      actions={<ExportLink report={report} />}
    >
      <nav className={classes['tabs']} aria-label={t('Reports')}>
        {named(REPORTS).map((name) => (
          <Link
            key={name}
            to="/reports"
            search={(before) => ({ ...before, report: name === 'daily' ? undefined : name })}
            aria-current={report === name ? 'page' : undefined}
            data-open={report === name || undefined}
          >
            {REPORTS[name]}
          </Link>
        ))}
      </nav>
      <Chosen report={report} />
    </Page>
  )
}

function Chosen({ report }: { report: Report }) {
  switch (report) {
    case 'daily':
      return <DailyReport />
    case 'channels':
      return <ChannelsReport />
    case 'products':
      return <ProductsReport />
    case 'low':
      return <LowStock />
  }
}

function ExportLink({ report }: { report: Report }) {
  const search = reportsRoute.useSearch()
  const mayExport = useMay(report === 'low' ? 'stock.read' : 'reports.export')
  if (!mayExport) return null
  return <CsvButton address={csvAddress(search)} download={`${report}.csv`} />
}

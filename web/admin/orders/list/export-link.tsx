import { Button } from '@mantine/core'
import { Download } from 'lucide-react'
import { addressOf } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { asked } from '../question.ts'
import { ordersRoute } from '../routes.ts'

/** The whole list as it is narrowed and sorted now, not only what is loaded. */
export function ExportLink() {
  const search = ordersRoute.useSearch()
  return (
    <Button
      component="a"
      variant="default"
      href={addressOf('/orders/export.csv', asked(search))}
      download="orders.csv"
      leftSection={<Download size={15} aria-hidden />}
    >
      {t('Export CSV')}
    </Button>
  )
}

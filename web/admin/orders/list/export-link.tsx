import { addressOf } from '#kit/api.ts'
import { CsvButton } from '#kit/csv-button.tsx'
import { asked } from '../question.ts'
import { ordersRoute } from '../routes.ts'

/** The whole list as it is narrowed and sorted now, not only what is loaded. */
export function ExportLink() {
  const search = ordersRoute.useSearch()
  return (
    <CsvButton address={addressOf('/orders/export.csv', asked(search))} download="orders.csv" />
  )
}

import { useLocalStorage } from '@mantine/hooks'
import { ordersRoute } from '../routes.ts'
import { chosenColumns, type ColumnName, STANDARD_COLUMNS } from './columns.tsx'

export type Density = 'roomy' | 'dense'

/**
 * What is shown of each order. The address says it where it is said, as in a view; else it is as
 * somebody has last set it on this device.
 */
export function useDisplay() {
  const { columns: asked, view } = ordersRoute.useSearch()
  const navigate = ordersRoute.useNavigate()
  const [kept, keep] = useLocalStorage({ key: 'penstock-order-columns', defaultValue: '' })
  const [density, setDensity] = useLocalStorage<Density>({
    ...{ key: 'penstock-density', defaultValue: 'roomy' },
  })
  return {
    columns: chosenColumns(asked ?? kept),
    setColumns: (names: readonly ColumnName[]) => {
      const list = names.join(',')
      const isStandard = list === STANDARD_COLUMNS.join(',')
      if (view === undefined) keep(isStandard ? '' : list)
      const columns = view === undefined || isStandard ? undefined : list
      void navigate({ search: (before) => ({ ...before, columns }), replace: true })
    },
    density,
    setDensity,
  }
}

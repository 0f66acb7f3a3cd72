import { Checkbox } from '@mantine/core'
import type { ChangeEvent } from 'react'
import type { ListedOrderView } from '#contract/orders/lists'
import { t } from '#kit/i18n.ts'
import type { Columns } from '#kit/table.tsx'
import type { Selecting } from './selection.ts'

/** With the shift key held, all between this row and the one before. */
export function selectColumn(
  { isSelected, toggle, selectShown, clear }: Selecting,
  shown: readonly string[],
): Columns<ListedOrderView>[number] {
  const isAll = shown.length > 0 && shown.every(isSelected)
  const isSome = shown.some(isSelected)
  return {
    title: t('Select'),
    minor: true,
    head: (
      <Checkbox
        size="xs"
        aria-label={t('Select all shown')}
        checked={isAll}
        indeterminate={isSome && !isAll}
        onChange={() => (isAll ? clear() : selectShown(shown))}
      />
    ),
    cell: ({ id, number }) => (
      <Checkbox
        size="xs"
        aria-label={t('Select {{number}}', { number })}
        checked={isSelected(id)}
        onChange={(event) => toggle(id, shown, isShifted(event))}
      />
    ),
  }
}

const isShifted = ({ nativeEvent }: ChangeEvent): boolean =>
  nativeEvent instanceof MouseEvent && nativeEvent.shiftKey

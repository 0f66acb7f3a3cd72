import { Checkbox, type CheckboxProps } from '@mantine/core'
import type { ChangeEvent } from 'react'
import type { ListedOrderView } from '#contract/orders/lists'
import { t } from '#kit/i18n.ts'
import type { Columns } from '#kit/table.tsx'
import classes from './bulk.module.css'
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
    chooses: true,
    head: (
      <Box
        aria-label={t('Select all shown')}
        checked={isAll}
        indeterminate={isSome && !isAll}
        onChange={() => (isAll ? clear() : selectShown(shown))}
      />
    ),
    cell: ({ id, number }) => (
      <Box
        aria-label={t('Select {{number}}', { number })}
        checked={isSelected(id)}
        onChange={(event) => toggle(id, shown, isShifted(event))}
      />
    ),
  }
}

/** What surrounds the box counts as the box: on a telephone that is as large as a thumb. */
const Box = (props: CheckboxProps) => (
  <label className={classes['box']}>
    <Checkbox size="xs" {...props} />
  </label>
)

const isShifted = ({ nativeEvent }: ChangeEvent): boolean =>
  nativeEvent instanceof MouseEvent && nativeEvent.shiftKey

import { ActionIcon, Button, Checkbox, Popover, SegmentedControl, Stack } from '@mantine/core'
import { ArrowDown, ArrowUp, SlidersHorizontal } from 'lucide-react'
import { t } from '#kit/i18n.ts'
import { COLUMN_NAMES, type ColumnName, STANDARD_COLUMNS, titleOf } from './columns.tsx'
import classes from './orders.module.css'
import { type Density, useDisplay } from './use-display.ts'

/** Which columns, in which order, and how close the rows stand. */
export function DisplayMenu() {
  const { columns, setColumns, density, setDensity } = useDisplay()
  const hidden = COLUMN_NAMES.filter((name) => !columns.includes(name))
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="lg">
      <Popover.Target>
        <Button variant="default" leftSection={<SlidersHorizontal size={15} aria-hidden />}>
          {t('Display')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Display')}>
        <Stack gap="sm">
          <SegmentedControl
            size="xs"
            aria-label={t('Density')}
            value={density}
            data={DENSITIES}
            onChange={(value) => setDensity(value as Density)}
          />
          <ul className={classes['columns']} aria-label={t('Columns')}>
            {[...columns, ...hidden].map((name) => (
              <ColumnRow key={name} {...{ name, columns, setColumns }} />
            ))}
          </ul>
          <Button variant="subtle" size="compact-sm" onClick={() => setColumns(STANDARD_COLUMNS)}>
            {t('Standard columns')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

const DENSITIES = [
  { value: 'roomy', label: t('Roomy') },
  { value: 'dense', label: t('Dense') },
]

type ColumnRowProps = {
  name: ColumnName
  columns: readonly ColumnName[]
  setColumns: (names: readonly ColumnName[]) => void
}

function ColumnRow({ name, columns, setColumns }: ColumnRowProps) {
  const place = columns.indexOf(name)
  const isShown = place !== -1
  const title = titleOf(name)
  const others = columns.filter((one) => one !== name)
  const moveTo = (to: number) => setColumns(others.toSpliced(to, 0, name))
  return (
    <li>
      <Checkbox
        label={title}
        checked={isShown}
        disabled={isShown && others.length === 0}
        onChange={() => setColumns(isShown ? others : [...columns, name])}
      />
      {isShown && (
        <span>
          <ActionIcon
            size={26}
            aria-label={t('Move {{title}} to the front', { title })}
            disabled={place === 0}
            onClick={() => moveTo(place - 1)}
          >
            <ArrowUp size={14} />
          </ActionIcon>
          <ActionIcon
            size={26}
            aria-label={t('Move {{title}} to the back', { title })}
            disabled={place === columns.length - 1}
            onClick={() => moveTo(place + 1)}
          >
            <ArrowDown size={14} />
          </ActionIcon>
        </span>
      )}
    </li>
  )
}

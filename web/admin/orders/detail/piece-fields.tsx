import { Button, Group, NumberInput, Text } from '@mantine/core'
import { useId } from 'react'
import type { OrderView } from '#contract/orders'
import { number, plural, t } from '#kit/i18n.ts'
import { type Columns, Table } from '#kit/table.tsx'
import classes from './order.module.css'
import { chosenOf, noneOf, type Part, type PartStep, type Pieces, type Sums } from './pieces.ts'

type PieceFieldsProps = {
  order: OrderView
  step: PartStep
  parts: readonly Part[]
  pieces: Pieces
  sums: Sums
  onChange: (pieces: Pieces) => void
}

/** Which pieces it is about: all of them, until somebody says otherwise. */
export function PieceFields({ order, step, parts, pieces, sums, onChange }: PieceFieldsProps) {
  const titleId = useId()
  return (
    <div role="group" aria-labelledby={titleId} className={classes['parts']}>
      <Group justify="space-between" gap="xs">
        <Text id={titleId} size="sm" fw={600}>
          {t('Pieces')}
        </Text>
        <Group gap={4}>
          <Button variant="subtle" size="compact-sm" onClick={() => onChange({})}>
            {t('All')}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => onChange(noneOf(parts))}>
            {t('None')}
          </Button>
        </Group>
      </Group>
      <div className={classes['partTable']}>
        <Table
          label={t('Pieces')}
          columns={columnsFor({ order, step, parts, pieces, onChange })}
          rows={parts}
          keyOf={({ line }) => line}
          empty={null}
        />
      </div>
      <Text size="sm" c="dimmed" role="status">
        {leftWords(step, sums)}
      </Text>
    </div>
  )
}

/** What stays open afterwards, so that nobody has to subtract. */
function leftWords(step: PartStep, { chosen, open }: Sums): string {
  const left = open - chosen
  if (step !== 'return') {
    if (left === 0) return t('Nothing stays to be shipped.')
    return plural(
      left,
      '{{count}} of {{open}} pieces stays to be shipped.',
      '{{count}} of {{open}} pieces stay to be shipped.',
      { open },
    )
  }
  if (left === 0) return t('Nothing stays with the customer.')
  return plural(
    left,
    '{{count}} of {{open}} pieces stays with the customer.',
    '{{count}} of {{open}} pieces stay with the customer.',
    { open },
  )
}

const MOVES: Record<PartStep, string> = {
  ship: t('Ships now'),
  return: t('Comes back'),
  cancelLines: t('To cancel'),
}

type ColumnsProps = Pick<PieceFieldsProps, 'order' | 'step' | 'parts' | 'pieces' | 'onChange'>

function columnsFor({ order, step, parts, pieces, onChange }: ColumnsProps): Columns<Part> {
  const lineOf = ({ line }: Part) => order.lines.find(({ id }) => id === line)
  return [
    {
      title: t('Item'),
      leads: true,
      cell: (part) => (
        <span className={classes['item']}>
          {lineOf(part)?.name}
          <small>{lineOf(part)?.sku}</small>
        </span>
      ),
    },
    {
      title: step === 'return' ? t('With the customer') : t('To ship'),
      align: 'right',
      cell: ({ open, most }) => (
        <span>
          {number(open)}
          {most < open && ` (${t('{{count}} short', { count: open - most })})`}
        </span>
      ),
    },
    {
      title: MOVES[step],
      ...{ aside: true, align: 'right' as const },
      cell: (part) => (
        <NumberInput
          aria-label={t('Pieces of {{name}}', { name: nameOf(lineOf(part)) })}
          {...{ min: 0, max: part.most, disabled: part.most === 0 }}
          {...{ clampBehavior: 'strict', allowDecimal: false, allowNegative: false }}
          selectAllOnFocus
          className={classes['pieceField']}
          // A parcel mostly holds all of it, and its number is what has to be typed.
          data-autofocus={(step !== 'ship' && part === parts[0]) || undefined}
          value={chosenOf(part, pieces)}
          onChange={(value) => onChange({ ...pieces, [part.line]: Number(value) || 0 })}
        />
      ),
    },
  ]
}

/** Of the same product there may be several, told apart by their SKU. */
const nameOf = (line: OrderView['lines'][number] | undefined): string =>
  [line?.name, line?.sku].filter(Boolean).join(', ')

import { Button, Group, NumberInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { t } from '#kit/i18n.ts'
import { currencyDigits, minorOf, plainMoney } from '#kit/money.tsx'
import { useCurrency } from '../../../shop/use-currency.ts'
import type { EditorProps } from './filter.ts'

/** In the shop's currency; orders of another one are compared by the same figures. */
export function AmountEditor({ search, onChange }: EditorProps) {
  const currency = useCurrency()
  const digits = currencyDigits(currency)
  const shown = (minor: number | undefined) =>
    minor === undefined ? '' : plainMoney(minor, currency)
  const [from, setFrom] = useState<string | number>(shown(search.min))
  const [to, setTo] = useState<string | number>(shown(search.max))
  const minor = (typed: string | number) => minorOf(String(typed), currency)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange({ min: minor(from), max: minor(to) })
  }
  const each = { min: 0, decimalScale: digits, hideControls: true, rightSection: currency }
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="end" wrap="nowrap">
        <NumberInput label={t('At least')} autoFocus value={from} onChange={setFrom} {...each} />
        <NumberInput label={t('At most')} value={to} onChange={setTo} {...each} />
        <Button type="submit" variant="default">
          {t('Apply')}
        </Button>
      </Group>
    </form>
  )
}

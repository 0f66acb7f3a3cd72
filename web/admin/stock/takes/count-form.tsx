import { Button, NumberInput, TextInput } from '@mantine/core'
import { useRef, useState, type FormEvent } from 'react'
import { TakeView } from '#contract/stock/takes'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { fieldFaults } from '#kit/problem.ts'
import { useChange } from '#kit/use-change.ts'
import { TAKES } from './queries.ts'
import classes from '../stock.module.css'

/** SKU, Enter, pieces, Enter: a scanner types the same keys. */
export function CountForm({ takeId }: { takeId: string }) {
  const [sku, setSku] = useState('')
  const [counted, setCounted] = useState<string | number>('')
  const skuField = useRef<HTMLInputElement>(null)
  const countField = useRef<HTMLInputElement>(null)
  const write = useChange({
    run: (line: { sku: string; counted: number }) =>
      send('PUT', `/stock/takes/${takeId}/lines`, { lines: [line] }, TakeView),
    refresh: TAKES,
    faultInPlace: true,
  })
  const faults = fieldFaults(write.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (counted === '') return countField.current?.focus()
    const line = { sku: sku.trim(), counted: Number(counted) }
    return write.mutate(line, {
      onSuccess: () => {
        setSku('')
        setCounted('')
        skuField.current?.focus()
      },
    })
  }
  return (
    <form onSubmit={submit} className={classes['entry']} noValidate>
      <TextInput
        ref={skuField}
        label="SKU"
        placeholder={t('Scan or type')}
        data-autofocus
        maxLength={100}
        value={sku}
        error={faults['lines.0.sku']}
        onChange={(event) => setSku(event.currentTarget.value)}
      />
      <NumberInput
        ref={countField}
        label={t('Pieces that are there')}
        min={0}
        allowDecimal={false}
        value={counted}
        error={faults['lines.0.counted']}
        onChange={setCounted}
      />
      <Button type="submit" variant="default" disabled={!sku.trim()} loading={write.isPending}>
        {t('Write down')}
      </Button>
      <FormFault error={write.error} />
    </form>
  )
}

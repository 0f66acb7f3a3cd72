import { Button, NumberInput, TextInput } from '@mantine/core'
import { useRef, useState, type FormEvent } from 'react'
import { t } from '#kit/i18n.ts'
import classes from '../stock.module.css'

type PieceFormProps = { onAdd: (piece: { sku: string; quantity: number }) => void }

/** One piece for each scan, unless somebody says how many. */
export function PieceForm({ onAdd }: PieceFormProps) {
  const [sku, setSku] = useState('')
  const [quantity, setQuantity] = useState<string | number>(1)
  const field = useRef<HTMLInputElement>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (sku.trim() === '' || !Number(quantity)) return
    onAdd({ sku: sku.trim(), quantity: Number(quantity) })
    setSku('')
    setQuantity(1)
    field.current?.focus()
  }
  return (
    <form onSubmit={submit} className={classes['entry']} noValidate>
      <TextInput
        ref={field}
        label="SKU"
        placeholder={t('Scan or type')}
        maxLength={100}
        value={sku}
        onChange={(event) => setSku(event.currentTarget.value)}
      />
      <NumberInput
        label={t('Pieces')}
        min={1}
        allowDecimal={false}
        value={quantity}
        onChange={setQuantity}
      />
      <Button type="submit" variant="default" disabled={sku.trim() === ''}>
        {t('Add')}
      </Button>
    </form>
  )
}

import { Button, Checkbox, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { RefundableView } from '#contract/channels/outgoing'
import type { OrderView } from '#contract/orders'
import { DialogFoot } from '#kit/dialog-foot.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import { formatMoney, minorOf, plainMoney } from '#kit/money.tsx'
import { usePlace } from '#kit/place.ts'
import { fieldFaults } from '#kit/problem.ts'
import { useMay } from '../../session.ts'
import { useRefund } from './use-refund.ts'

type RefundDialogProps = { order: OrderView; refundable: RefundableView; onClose: () => void }

type Chosen = { amount: string; pieces: Record<number, number>; reason: string; restock: boolean }

/** Says whose money moves and that it stays moved, before it does. */
export function RefundDialog({ order, refundable, onClose }: RefundDialogProps) {
  const { platform, currency, leftMinor, note } = refundable
  const { language } = usePlace()
  const [chosen, setChosen] = useState<Chosen>({
    ...{ amount: plainMoney(0, currency), pieces: {}, reason: '', restock: false },
  })
  const refund = useRefund(order)
  const amountMinor = minorOf(chosen.amount, currency) ?? 0
  const isPossible = amountMinor > 0 && amountMinor <= leftMinor
  const amount = formatMoney(amountMinor, currency, language)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const lines = Object.entries(chosen.pieces)
      .filter(([, quantity]) => quantity > 0)
      .map(([line, quantity]) => ({ line: Number(line), quantity }))
    const { reason, restock } = chosen
    const goods = lines.length > 0 ? { lines, restock } : {}
    refund.mutate({ amountMinor, reason, ...goods }, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={t('Refund: {{number}}', { number: order.number })}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">
            {meaning(platform, isPossible ? amount : undefined)}
            {note && ` ${fromServer(note)}`}
          </Text>
          <RefundFields
            {...{ order, refundable, chosen }}
            error={refund.error}
            onChange={setChosen}
          />
          <FormFault error={refund.error} />
          <DialogFoot onLeave={onClose}>
            <Button
              type="submit"
              color="red"
              disabled={!isPossible || chosen.reason.trim() === ''}
              loading={refund.isPending}
            >
              {isPossible ? t('Give {{amount}} back', { amount }) : t('Give money back')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Modal>
  )
}

/** Names no amount while what is typed cannot be given back. */
const meaning = (platform: string, amount: string | undefined): string =>
  amount === undefined
    ? t(
        '{{platform}} gives the money back to the customer by the way it was paid. This cannot be taken back.',
        { platform },
      )
    : t(
        '{{platform}} gives {{amount}} back to the customer by the way it was paid. This cannot be taken back.',
        { platform, amount },
      )

type RefundFieldsProps = Omit<RefundDialogProps, 'onClose'> & {
  chosen: Chosen
  error: unknown
  onChange: (chosen: Chosen) => void
}

function RefundFields({ order, refundable, chosen, error, onChange }: RefundFieldsProps) {
  const { currency, leftMinor } = refundable
  const { language } = usePlace()
  const mayTakeBack = useMay('returns.manage')
  const faults = fieldFaults(error)
  const typed = minorOf(chosen.amount, currency)
  const most = formatMoney(leftMinor, currency, language)
  const hasPieces = Object.values(chosen.pieces).some((quantity) => quantity > 0)
  const wasSent = order.lines.some((line) => line.shippedQuantity > line.returnedQuantity)
  return (
    <>
      <Pieces {...{ order, refundable, chosen, onChange }} />
      <TextInput
        label={t('Amount in {{currency}}', { currency })}
        description={t('Up to {{most}} can still be given back.', { most })}
        inputMode="decimal"
        data-autofocus
        rightSection={
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange({ ...chosen, amount: plainMoney(leftMinor, currency) })}
          >
            {t('All of it')}
          </Button>
        }
        rightSectionWidth={90}
        value={chosen.amount}
        error={
          typed === undefined || typed > leftMinor
            ? t('An amount up to {{most}}.', { most })
            : faults['amountMinor']
        }
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => onChange({ ...chosen, amount: event.currentTarget.value })}
      />
      <TextInput
        label={t('Reason')}
        description={t('The store keeps it with the refund, where the customer may read it.')}
        required
        maxLength={200}
        value={chosen.reason}
        error={faults['reason']}
        onChange={(event) => onChange({ ...chosen, reason: event.currentTarget.value })}
      />
      {hasPieces && wasSent && mayTakeBack && (
        <Checkbox
          label={t('What of them was sent is back: put it on the shelf')}
          checked={chosen.restock}
          onChange={(event) => onChange({ ...chosen, restock: event.currentTarget.checked })}
        />
      )}
    </>
  )
}

type PiecesProps = Omit<RefundFieldsProps, 'error'>

/** Which pieces it is for; the amount follows them, and may be written over. */
function Pieces({ order, refundable, chosen, onChange }: PiecesProps) {
  const { lines, leftMinor, currency } = refundable
  const choose = (line: number, quantity: number) => {
    const pieces = { ...chosen.pieces, [line]: quantity }
    const worth = lines.reduce((sum, one) => sum + one.eachMinor * (pieces[one.line] ?? 0), 0)
    const amount = plainMoney(Math.min(worth, leftMinor), currency)
    onChange({ ...chosen, pieces, amount })
  }
  const bought = new Map(order.lines.map((one) => [one.id, one]))
  return lines.map(({ line, left }) => (
    <NumberInput
      key={line}
      label={bought.get(String(line))?.name ?? String(line)}
      description={described(bought.get(String(line)), left)}
      {...{ min: 0, max: left, clampBehavior: 'strict' }}
      {...{ allowDecimal: false, allowNegative: false, selectAllOnFocus: true }}
      value={chosen.pieces[line] ?? 0}
      onChange={(value) => choose(line, Number(value) || 0)}
    />
  ))
}

/** Two lines may have one name. */
const described = (line: OrderView['lines'][number] | undefined, left: number): string =>
  [line?.sku, t('Pieces that are given back, of {{left}}', { left })].filter(Boolean).join(' · ')

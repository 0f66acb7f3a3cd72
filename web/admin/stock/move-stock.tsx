import { Button, NumberInput, SegmentedControl, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { send } from '#kit/api.ts'
import { DialogButton } from '#kit/dialog-button.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { plural, t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { ProblemError } from '#kit/problem.ts'
import { useMay } from '../session.ts'
import { PromisedTo } from './promised-to.tsx'
import { STOCK } from './queries.ts'
import { usePlaceName } from './use-places.ts'

type MoveStockProps = {
  sku: string
  location: string
  /** How many lie there, where the page knows it. */
  onHand?: number | undefined
}

/** Receives, corrects or counts pieces: each is a line of the ledger with its reason. */
export function MoveStockButton({ sku, location, onHand }: MoveStockProps) {
  const at = usePlaceName()(location)
  const title = t('Change the stock of {{sku}} at {{location}}', { sku, location: at })
  return (
    <DialogButton words={t('Change')} aria-label={title} title={title} size="xs" variant="default">
      {(close) => <MoveForm {...{ sku, location, onHand }} onDone={close} />}
    </DialogButton>
  )
}

const WORDS = {
  received: t('Pieces that came in'),
  counted: t('Pieces that are there'),
  adjusted: t('Pieces more, or fewer with a minus'),
} as const
type Kind = keyof typeof WORDS

const bookedWords = (onHand: number) =>
  plural(onHand, 'One piece is booked there now.', '{{count}} pieces are booked there now.')

const isPromised = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'stock_not_enough' && error.body['reserved'] !== 0

function MoveForm({ sku, location, onHand, onDone }: MoveStockProps & { onDone: () => void }) {
  const mayAdjust = useMay('stock.adjust')
  const form = useForm<{ type: Kind; quantity: number | ''; reason: string }>({
    initialValues: { type: 'received', quantity: '', reason: '' },
  })
  const { type } = form.values
  const move = useChange({
    run: (body: object) => send('POST', '/stock/movements', body),
    refresh: STOCK,
    done: t('Booked. Every channel is told the new number.'),
    faultInPlace: form,
  })
  const submit = form.onSubmit(({ reason, ...values }) =>
    move.mutate({ ...values, sku, location, ...(reason && { reason }) }, { onSuccess: onDone }),
  )
  return (
    <FormStack wide onSubmit={submit}>
      <FormFault error={move.error} />
      {isPromised(move.error) && <PromisedTo sku={sku} location={location} />}
      {mayAdjust && (
        <SegmentedControl
          fullWidth
          aria-label={t('What happened')}
          data={[
            { value: 'received', label: t('Received') },
            { value: 'counted', label: t('Counted') },
            { value: 'adjusted', label: t('Corrected') },
          ]}
          {...form.getInputProps('type')}
        />
      )}
      <NumberInput
        label={WORDS[type]}
        description={onHand !== undefined && bookedWords(onHand)}
        required
        data-autofocus
        allowDecimal={false}
        {...(type !== 'adjusted' && { min: 0 })}
        {...form.getInputProps('quantity')}
      />
      <TextInput label={t('Reason')} maxLength={200} {...form.getInputProps('reason')} />
      {type === 'counted' && (
        <Text size="sm">{t('The difference to what is booked is written into the ledger.')}</Text>
      )}
      <Button type="submit" loading={move.isPending}>
        {t('Book it')}
      </Button>
    </FormStack>
  )
}

import { Button, Modal, NativeSelect, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { OrderView } from '#contract/orders'
import { isStale } from '#kit/conflict.tsx'
import { DialogFoot } from '#kit/dialog-foot.tsx'
import { t } from '#kit/i18n.ts'
import { fieldFaults } from '#kit/problem.ts'
import { HOLDS, holdWords } from '../words.ts'
import { CancelCost } from './cancel-cost.tsx'
import { useStep, type StepWords } from './changes.ts'
import { isSoldByUs, type Step } from './open-steps.ts'
import { ParcelFields } from './parcel-fields.tsx'
import { PieceFields } from './piece-fields.tsx'
import { isPartStep, namedLinesOf, noneOf, type Part, partsOf, sumsOf } from './pieces.ts'
import type { StepTerms } from './step-button.tsx'
import { StepFault } from './step-fault.tsx'
import { useTakesPieces } from './use-takes-pieces.ts'

type StepDialogProps = { order: OrderView; step: Step; terms: StepTerms; onClose: () => void }

/** Says what a step means before it is taken, and asks for the reason where there must be one. */
export function StepDialog({ order, step, terms, onClose }: StepDialogProps) {
  const [words, setWords] = useState<StepWords>(() => firstWords(order, step))
  const change = useStep(order, step, terms.done)
  const takesPieces = useTakesPieces(order, step)
  const parts = isPartStep(step) ? partsOf(order, step) : []
  const sums = sumsOf(parts, words.pieces ?? {})
  const isNothing = parts.length > 0 && sums.chosen === 0
  const title = `${terms.verb}: ${order.number}`
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isNothing) change.mutate(words, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} size={sums.open > 1 ? 'lg' : 'md'} title={title}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">
            {isNothing ? t('Say how many pieces.') : terms.says(order, sums.chosen, takesPieces)}
          </Text>
          {isPartStep(step) && sums.open > 1 && (
            <PieceFields
              {...{ order, step, parts, sums }}
              pieces={words.pieces ?? {}}
              onChange={(pieces) => setWords({ ...words, pieces })}
            />
          )}
          {isCancel(step) && !isNothing && isSoldByUs(order) && (
            <CancelCost order={order} {...(step === 'cancelLines' && named(parts, words))} />
          )}
          <StepFields {...{ order, step, words }} error={change.error} onChange={setWords} />
          <StepFault error={change.error} order={order} onReload={change.reset} />
          <DialogFoot onLeave={onClose}>
            <Button
              type="submit"
              color={isCancel(step) ? 'red' : 'water'}
              disabled={isNothing || isStale(change.error)}
              loading={change.isPending}
              data-autofocus={hasFields(order, step) ? undefined : true}
            >
              {terms.verb}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Modal>
  )
}

const named = (parts: readonly Part[], { pieces = {} }: StepWords) => ({
  lines: namedLinesOf(parts, pieces),
})

const isCancel = (step: Step): boolean => step === 'cancel' || step === 'cancelLines'

const hasFields = ({ holds }: OrderView, step: Step) =>
  isCancel(step) ||
  step === 'hold' ||
  step === 'ship' ||
  step === 'return' ||
  (step === 'release' && holds.length > 1)

/** Nobody cancels by accident what was not named: there the first choice is nothing. */
function firstWords(order: OrderView, step: Step): StepWords {
  const reason = firstReason(order, step)
  const parts = step === 'cancelLines' ? partsOf(order, step) : []
  return sumsOf(parts, {}).open > 1 ? { reason, pieces: noneOf(parts) } : { reason }
}

function firstReason({ holds }: OrderView, step: Step): string {
  if (step === 'hold') return 'manual'
  return step === 'release' ? (holds[0] ?? '') : ''
}

type StepFieldsProps = {
  order: OrderView
  step: Step
  words: StepWords
  error: unknown
  onChange: (words: StepWords) => void
}

function StepFields({ order, step, words, error, onChange }: StepFieldsProps) {
  const faults = fieldFaults(error)
  if (isCancel(step)) {
    return (
      <Textarea
        label={t('Reason')}
        description={t('It stands in the history of the order.')}
        required
        maxLength={200}
        data-autofocus
        value={words.reason}
        error={faults['reason']}
        onChange={(event) => onChange({ ...words, reason: event.currentTarget.value })}
      />
    )
  }
  if (step === 'return') return <GoodsField {...{ words, onChange }} />
  if (step === 'ship') return <ParcelFields {...{ words, faults, onChange }} />
  if (!hasFields(order, step)) return null
  return (
    <>
      <NativeSelect
        label={step === 'hold' ? t('Reason') : t('Which hold')}
        data-autofocus
        data={step === 'hold' ? reasonsFor(order) : order.holds.map(asOption)}
        value={words.reason}
        onChange={(event) => onChange({ ...words, reason: event.currentTarget.value })}
      />
      {step === 'hold' && (
        <Textarea
          label={t('Comment')}
          description={t('Kept as a note of the order.')}
          maxLength={500}
          value={words.comment ?? ''}
          error={faults['comment']}
          onChange={(event) =>
            onChange({ ...words, comment: event.currentTarget.value || undefined })
          }
        />
      )}
    </>
  )
}

const GoodsField = ({ words, onChange }: Pick<StepFieldsProps, 'words' | 'onChange'>) => (
  <Radio.Group
    label={t('What becomes of the pieces')}
    value={words.goods ?? 'restock'}
    onChange={(goods) => onChange({ ...words, goods })}
  >
    <Stack gap={8} mt={6}>
      <Radio value="restock" label={t('Back on the shelf, and on sale again')} data-autofocus />
      <Radio value="scrap" label={t('Thrown away: booked in and out again')} />
    </Stack>
  </Radio.Group>
)

const asOption = (hold: string) => ({ value: hold, label: holdWords(hold) })

const reasonsFor = ({ holds }: OrderView) =>
  Object.keys(HOLDS)
    .filter((hold) => !holds.includes(hold))
    .map(asOption)

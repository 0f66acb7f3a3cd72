import { Button, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { OrderView } from '#contract/orders'
import { plural, t } from '#kit/i18n.ts'
import { useMay } from '../../session.ts'
import { cancelWords } from './cancel-words.ts'
import { isSoldByUs, openSteps, type Step } from './open-steps.ts'
import { StepDialog } from './step-dialog.tsx'

export type StepTerms = {
  /** The button on the page, and the one in the dialog that does it. */
  label: string
  verb: string
  permission: string
  /**
   * What will happen, said before it does; to so many pieces, where it may be a part, and whether
   * the platform of its store takes single pieces.
   */
  says: (order: OrderView, pieces: number, takesPieces: boolean | undefined) => string
  /** What is said when it is done. */
  done: (after: OrderView) => string
  /** Cannot be taken back. */
  isFinal?: boolean
}

/** In the order in which they stand on the page; the one that leads on comes last. */
const STEPS: Record<Step, StepTerms> = {
  cancel: {
    label: t('Cancel'),
    verb: t('Cancel this order'),
    permission: 'orders.cancel',
    says: (order) =>
      isPaid(order.payment) && !isSoldByUs(order)
        ? t('The stock goes back on sale at once; the money is still to be given back.')
        : t('The stock goes back on sale at once. This cannot be taken back.'),
    done: () => t('Cancelled.'),
    isFinal: true,
  },
  cancelLines: {
    label: t('Cancel items'),
    verb: t('Cancel items'),
    permission: 'orders.cancel',
    says: cancelWords,
    done: ({ status }) => (status === 'CANCELLED' ? t('Cancelled.') : t('Items cancelled.')),
    isFinal: true,
  },
  return: {
    label: t('Take back'),
    verb: t('Take back'),
    permission: 'returns.manage',
    says: (_order, pieces) =>
      plural(
        pieces,
        'One piece is booked in. No money moves by it.',
        '{{count}} pieces are booked in. No money moves by it.',
      ),
    done: ({ fulfilment }) =>
      fulfilment === 'returned' ? t('Taken back.') : t('A part was taken back.'),
    isFinal: true,
  },
  hold: {
    label: t('Hold'),
    verb: t('Put on hold'),
    permission: 'orders.hold',
    says: () => t('It keeps its stock and goes nowhere until the hold is released.'),
    done: () => t('Put on hold.'),
  },
  release: {
    label: t('Release'),
    verb: t('Release'),
    permission: 'orders.hold',
    says: ({ holds }) =>
      holds.length > 1
        ? t('The other holds stay, so it does not go on yet.')
        : t('The order goes on from where it stands.'),
    done: () => t('Hold released.'),
  },
  confirm: {
    label: t('Confirm'),
    verb: t('Confirm'),
    permission: 'orders.edit',
    says: () => t('The order is accepted and can be packed.'),
    done: () => t('Confirmed.'),
  },
  ship: {
    label: t('Ship'),
    verb: t('Ship'),
    permission: 'shipping.manage',
    says: (_order, pieces) =>
      plural(
        pieces,
        'One piece leaves the shelf, and the order cannot be cancelled any more.',
        '{{count}} pieces leave the shelf, and the order cannot be cancelled any more.',
      ),
    done: ({ fulfilment }) =>
      fulfilment === 'partly_shipped' ? t('Partly shipped.') : t('Shipped.'),
    isFinal: true,
  },
  deliver: {
    label: t('Mark as delivered'),
    verb: t('Mark as delivered'),
    permission: 'orders.edit',
    says: () => t('The customer has the goods. From now on they can only come back.'),
    done: () => t('Delivered.'),
    isFinal: true,
  },
}

const isPaid = (payment: string): boolean => payment === 'paid' || payment === 'partly_refunded'

const LEADS_ON: readonly Step[] = ['release', 'confirm', 'ship', 'deliver']

export function StepButtons({ order }: { order: OrderView }) {
  const open = openSteps(order)
  const steps = (Object.keys(STEPS) as Step[]).filter(
    (step) => open.has(step) && step !== 'cancelLines',
  )
  const next = steps.findLast((step) => LEADS_ON.includes(step))
  return steps.map((step) => (
    <StepButton key={step} {...{ order, step }} variant={step === next ? 'filled' : 'default'} />
  ))
}

/** Beside the items that it is about. */
export function CancelItemsButton({ order }: { order: OrderView }) {
  if (!openSteps(order).has('cancelLines')) return null
  return <StepButton {...{ order, step: 'cancelLines', size: 'xs' }} />
}

type StepButtonProps = { order: OrderView; step: Step } & Pick<ButtonProps, 'variant' | 'size'>

function StepButton({ order, step, variant = 'default', size = 'sm' }: StepButtonProps) {
  const terms = STEPS[step]
  const isAllowed = useMay(terms.permission)
  const [opened, { open, close }] = useDisclosure(false)
  if (!isAllowed) return null
  return (
    <>
      <Button {...{ variant, size }} onClick={open}>
        {terms.label}
      </Button>
      {opened && <StepDialog {...{ order, step, terms }} onClose={close} />}
    </>
  )
}

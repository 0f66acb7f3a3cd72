import { Button, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { OrderView } from '#contract/orders'
import { useMay } from '../../session.ts'
import { openPieces, openSteps, type Step } from './open-steps.ts'
import { StepDialog } from './step-dialog.tsx'

export type StepTerms = {
  /** The button on the page, and the one in the dialog that does it. */
  label: string
  verb: string
  permission: string
  /** What will happen, said before it does. */
  says: (order: OrderView) => string
  /** What is said when it is done. */
  done: string
  /** Cannot be taken back. */
  isFinal?: boolean
}

/** In the order in which they stand on the page; the one that leads on comes last. */
const STEPS: Record<Step, StepTerms> = {
  cancel: {
    label: 'Cancel',
    verb: 'Cancel this order',
    permission: 'orders.cancel',
    says: ({ payment }) =>
      payment === 'paid'
        ? 'The stock goes back on sale at once; the money is still to be given back.'
        : 'The stock goes back on sale at once. This cannot be taken back.',
    done: 'Cancelled.',
    isFinal: true,
  },
  return: {
    label: 'Take back',
    verb: 'Take back',
    permission: 'returns.manage',
    says: () => 'All that was sent and has not come back is booked in. No money moves by it.',
    done: 'Taken back.',
    isFinal: true,
  },
  hold: {
    label: 'Hold',
    verb: 'Put on hold',
    permission: 'orders.hold',
    says: () => 'It keeps its stock and goes nowhere until the hold is released.',
    done: 'Put on hold.',
  },
  release: {
    label: 'Release',
    verb: 'Release',
    permission: 'orders.hold',
    says: ({ holds }) =>
      holds.length > 1
        ? 'The other holds stay, so it does not go on yet.'
        : 'The order goes on from where it stands.',
    done: 'Hold released.',
  },
  confirm: {
    label: 'Confirm',
    verb: 'Confirm',
    permission: 'orders.edit',
    says: () => 'The order is accepted and can be packed.',
    done: 'Confirmed.',
  },
  ship: {
    label: 'Ship',
    verb: 'Ship',
    permission: 'orders.edit',
    says: (order) => {
      const pieces = openPieces(order)
      const words = pieces === 1 ? '1 piece leaves' : `${pieces} pieces leave`
      return `${words} the shelf, and the order cannot be cancelled any more.`
    },
    done: 'Shipped.',
    isFinal: true,
  },
  deliver: {
    label: 'Mark as delivered',
    verb: 'Mark as delivered',
    permission: 'orders.edit',
    says: () => 'The customer has the goods. From now on they can only come back.',
    done: 'Delivered.',
    isFinal: true,
  },
}

const LEADS_ON: readonly Step[] = ['release', 'confirm', 'ship', 'deliver']

export function StepButtons({ order }: { order: OrderView }) {
  const open = openSteps(order)
  const steps = (Object.keys(STEPS) as Step[]).filter((step) => open.has(step))
  const next = steps.findLast((step) => LEADS_ON.includes(step))
  return steps.map((step) => (
    <StepButton key={step} {...{ order, step }} variant={step === next ? 'filled' : 'default'} />
  ))
}

type StepButtonProps = { order: OrderView; step: Step; variant: ButtonProps['variant'] }

function StepButton({ order, step, variant = 'default' }: StepButtonProps) {
  const terms = STEPS[step]
  const isAllowed = useMay(terms.permission)
  const [opened, { open, close }] = useDisclosure(false)
  if (!isAllowed) return null
  return (
    <>
      <Button variant={variant} onClick={open}>
        {terms.label}
      </Button>
      {opened && <StepDialog {...{ order, step, terms }} onClose={close} />}
    </>
  )
}

import { advance, allowedSteps, type Hold, type Order, type Step } from '../order.ts'
import { readyLines } from '../pieces.ts'

/** What a run does to each of its orders. */
export type Command =
  | { action: 'confirm' | 'ship' | 'deliver' }
  | { action: 'cancel'; reason: string }
  | { action: 'hold' | 'release'; reason: Hold }
  | { action: 'add_tags' | 'remove_tags'; tags: string[] }
  /**
   * With `from`, only orders that are still assigned to that person are changed, so that an undo
   * takes none from others.
   */
  | { action: 'assign'; assigneeId: string | null; from?: string | null }
  /** Makes a document of the orders, and does not change them. */
  | { action: 'print'; document: 'packing_slips' | 'pick_list' }
  | { action: 'export' }

/** The former values of an order that an undo needs. */
export type Former = { tags: string[] } | { assigneeId: string | null }

export type Decision =
  | { outcome: 'done'; former: Former | null; step: Step }
  | { outcome: 'done'; former: Former | null; edit: (order: Order) => Order }
  | { outcome: 'done'; former: null }
  | Refusal

/** `skipped`: there is nothing to do. `failed`: it cannot be done as the order stands. */
export type Refusal = { outcome: 'skipped' | 'failed'; code: string; message: string }

/** Decides what happens to one order, without changing it, so that a preview and a run agree. */
export function decide(order: Order, command: Command): Decision {
  switch (command.action) {
    case 'add_tags':
    case 'remove_tags':
      return decideTags(order, command)
    case 'assign':
      return decideAssignee(order, command)
    case 'print':
      return decidePrint(order)
    case 'export':
      return AS_IT_IS
    case 'confirm':
    case 'ship':
    case 'deliver':
    case 'cancel':
    case 'hold':
    case 'release':
      return decideStep(order, stepOf(command))
  }
}

type StepCommand = Exclude<
  Command,
  { action: 'add_tags' | 'remove_tags' | 'assign' | 'print' | 'export' }
>

function stepOf(command: StepCommand): Step {
  switch (command.action) {
    case 'cancel':
      return { type: 'cancel', reason: command.reason }
    case 'hold':
    case 'release':
      return { type: command.action, reason: command.reason }
    case 'confirm':
    case 'ship':
    case 'deliver':
      return { type: command.action }
  }
}

function decideStep(order: Order, step: Step): Decision {
  const next = advance(order, step)
  if (next === order) return NOTHING_TO_DO
  return next ? { outcome: 'done', former: null, step } : refusalOf(order, step)
}

const NOTHING_TO_DO: Refusal = {
  outcome: 'skipped',
  code: 'nothing_to_do',
  message: 'The order is so already.',
}

/** Says what prevents the step, so that somebody can act on it; for example a hold. */
function refusalOf(order: Order, step: Step): Refusal {
  if (step.type === 'ship' && order.isSentByStore) return SENT_BY_STORE
  const isHeld = order.holds.length > 0 && advance({ ...order, holds: [] }, step) !== undefined
  if (isHeld) return onHold(order)
  const part = order.fulfilment.startsWith('partly')
    ? `, ${order.fulfilment.replace('_', ' ')}`
    : ''
  const message = `From ${order.status}${part} the step “${step.type}” is not open.`
  return { outcome: 'failed', code: 'step_not_allowed', message }
}

const onHold = ({ holds }: Order): Refusal => ({
  outcome: 'failed',
  code: 'order_on_hold',
  message: `The order is on hold (${holds.join(', ')}).`,
})

const SENT_BY_STORE: Refusal = {
  outcome: 'failed',
  code: 'sent_by_store',
  message: 'Its platform sends this order itself.',
}

const IS_TEST: Refusal = {
  outcome: 'skipped',
  code: 'test_order',
  message: 'It is a test order, of which nothing is sent.',
}

const NOTHING_TO_PACK: Refusal = {
  outcome: 'skipped',
  code: 'nothing_to_pack',
  message: 'Nothing is there to be packed.',
}

const AS_IT_IS = { outcome: 'done', former: null } as const

/**
 * Prints only orders that may be sent now: the slip of a cancelled or unpaid order would be packed.
 */
function decidePrint(order: Order): Decision {
  if (order.lifecycle === 'cancelled') {
    return { outcome: 'failed', code: 'order_cancelled', message: 'The order was cancelled.' }
  }
  if (order.isSentByStore) return { ...SENT_BY_STORE, outcome: 'skipped' }
  if (order.isTest) return IS_TEST
  if (order.holds.length > 0) return onHold(order)
  if (readyLines(order).length === 0) return NOTHING_TO_PACK
  return allowedSteps(order).includes('ship') ? AS_IT_IS : notConfirmed(order)
}

function notConfirmed({ payment }: Order): Refusal {
  const why = payment === 'pending' ? '; its payment is pending' : ''
  const message = `The order is not confirmed yet${why}.`
  return { outcome: 'failed', code: 'order_not_confirmed', message }
}

const TAGS_MAX = 50

function decideTags(
  order: Order,
  { action, tags }: Extract<Command, { action: 'add_tags' | 'remove_tags' }>,
): Decision {
  const edit = (now: Order): Order => {
    const kept = now.tags.filter((tag) => !tags.includes(tag))
    return { ...now, tags: action === 'add_tags' ? [...kept, ...tags].toSorted() : kept }
  }
  const next = edit(order).tags
  if (next.length === order.tags.length) return NOTHING_TO_DO
  if (action === 'add_tags' && next.length > TAGS_MAX) {
    const message = `An order has at most ${TAGS_MAX} tags.`
    return { outcome: 'failed', code: 'too_many_tags', message }
  }
  return { outcome: 'done', former: { tags: order.tags }, edit }
}

function decideAssignee(
  { assigneeId: former }: Order,
  { assigneeId, from }: Extract<Command, { action: 'assign' }>,
): Decision {
  if (former === assigneeId) return NOTHING_TO_DO
  if (from !== undefined && former !== from) {
    const message = 'Somebody else was given the order in between.'
    return { outcome: 'skipped', code: 'changed_since', message }
  }
  const edit = (order: Order): Order => ({ ...order, assigneeId })
  return { outcome: 'done', former: { assigneeId: former }, edit }
}

/** The command that undoes a whole run, or `undefined` when its action cannot be undone. */
export function inverseOf(command: Command): Command | undefined {
  switch (command.action) {
    case 'confirm':
    case 'ship':
    case 'deliver':
    case 'cancel':
    case 'print':
    case 'export':
      return undefined
    case 'hold':
      return { action: 'release', reason: command.reason }
    case 'release':
      return { action: 'hold', reason: command.reason }
    case 'add_tags':
      return { action: 'remove_tags', tags: command.tags }
    case 'remove_tags':
      return { action: 'add_tags', tags: command.tags }
    case 'assign':
      return { action: 'assign', assigneeId: null }
  }
}

/**
 * The command that undoes the change of one order. It does not remove a tag that the order had
 * before.
 */
export function inverseFor(command: Command, former: Former | null): Command | undefined {
  const inverse = inverseOf(command)
  if (command.action === 'assign' && former && 'assigneeId' in former) {
    return { action: 'assign', assigneeId: former.assigneeId, from: command.assigneeId }
  }
  if (inverse && 'tags' in inverse && former && 'tags' in former) {
    const wasThere = (tag: string) => former.tags.includes(tag)
    const isAdded = command.action === 'add_tags'
    return { ...inverse, tags: inverse.tags.filter((tag) => wasThere(tag) !== isAdded) }
  }
  return inverse
}

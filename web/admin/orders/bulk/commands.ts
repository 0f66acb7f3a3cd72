import { t } from '#kit/i18n.ts'

/** What can be done to many orders; the words say what it means before it is done. */
export type CommandName =
  | 'hold'
  | 'release'
  | 'assign'
  | 'add_tags'
  | 'remove_tags'
  | 'confirm'
  | 'ship'
  | 'deliver'
  | 'cancel'
  | 'packing_slips'
  | 'pick_list'
  | 'export'

type Terms = {
  label: string
  /** Besides the right to change many. */
  permission: string
  says: string
  /** What is asked for before it is done. */
  asks?: 'hold' | 'reason' | 'tags' | 'assignee'
  isFinal?: boolean
}

export const COMMANDS: Record<CommandName, Terms> = {
  hold: {
    label: t('Put on hold'),
    permission: 'orders.hold',
    says: t('They keep their stock and go nowhere until the hold is released.'),
    asks: 'hold',
  },
  release: {
    label: t('Release a hold'),
    permission: 'orders.hold',
    says: t('Those without another hold go on from where they stand.'),
    asks: 'hold',
  },
  assign: {
    label: t('Give to a colleague'),
    permission: 'orders.edit',
    says: t('They stand under “Mine” of whoever they are assigned to.'),
    asks: 'assignee',
  },
  add_tags: {
    label: t('Add tags'),
    permission: 'orders.edit',
    says: t('Tags that are there already stay.'),
    asks: 'tags',
  },
  remove_tags: {
    label: t('Remove tags'),
    permission: 'orders.edit',
    says: t('All other tags stay.'),
    asks: 'tags',
  },
  confirm: {
    label: t('Confirm'),
    permission: 'orders.edit',
    says: t('The orders are accepted and can be packed.'),
    isFinal: true,
  },
  ship: {
    label: t('Ship'),
    permission: 'shipping.manage',
    says: t('Their pieces leave the shelf, and they cannot be cancelled any more.'),
    isFinal: true,
  },
  deliver: {
    label: t('Mark as delivered'),
    permission: 'orders.edit',
    says: t('The customers have the goods. From now on they can only come back.'),
    isFinal: true,
  },
  cancel: {
    label: t('Cancel'),
    permission: 'orders.cancel',
    says: t('Their stock goes back on sale at once. This cannot be taken back.'),
    asks: 'reason',
    isFinal: true,
  },
  packing_slips: {
    label: t('Print packing slips'),
    permission: 'shipping.manage',
    says: t('One slip for each order, and nothing about the orders changes.'),
  },
  pick_list: {
    label: t('Print a pick list'),
    permission: 'shipping.manage',
    says: t('What to take from which place, and nothing about the orders changes.'),
  },
  export: {
    label: t('Export as CSV'),
    permission: 'orders.read',
    says: t('A row for each line, and nothing about the orders changes.'),
  },
}

/** Without an `assignee`, the orders become unassigned. */
export type Words = { hold: string; reason: string; tags: string[]; assignee: string | null }

/** As the server takes it; `undefined` while something is still to be said. */
export function commandOf(name: CommandName, { hold, reason, tags, assignee }: Words) {
  switch (name) {
    case 'hold':
    case 'release':
      return { action: name, reason: hold }
    case 'assign':
      return { action: name, assigneeId: assignee }
    case 'add_tags':
    case 'remove_tags':
      return tags.length === 0 ? undefined : { action: name, tags }
    case 'cancel':
      return reason.trim() === '' ? undefined : { action: name, reason }
    case 'packing_slips':
    case 'pick_list':
      return { action: 'print', document: name }
    case 'confirm':
    case 'ship':
    case 'deliver':
    case 'export':
      return { action: name }
  }
}

/** People know an undo by what was done before, and the run names what takes that back. */
const UNDONE: Readonly<Record<string, CommandName>> = {
  hold: 'release',
  release: 'hold',
  add_tags: 'remove_tags',
  remove_tags: 'add_tags',
}

type Run = { command: { action: string; [more: string]: unknown }; undoOf: string | null }

/** What a run does, said by its own command. */
export function labelOf({ command, undoOf }: Run): string {
  const name = command.action === 'print' ? String(command['document']) : command.action
  if (undoOf === null) return wordsOf(name)
  return t('Take back: {{what}}', { what: wordsOf(UNDONE[name] ?? name) })
}

const wordsOf = (name: string): string => COMMANDS[name as CommandName]?.label ?? name

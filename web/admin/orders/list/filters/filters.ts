import { lazy } from 'react'
import { t } from '#kit/i18n.ts'
import { itemsOf } from '../../search.ts'
import { FULFILMENTS, HOLDS, PAYMENTS, STATUSES, type OrderStatus } from '../../words.ts'
import { AssigneeEditor } from './assignee-editor.tsx'
import { oneOf, PlatformEditor, StatusEditor, StoreEditor } from './choice-editors.tsx'
import { daysOf } from './day-editor.tsx'
import type { Filter } from './filter.ts'
import { TagEditor } from './tag-editor.tsx'

/** Only who looks for amounts loads the fields for them. */
const AmountEditor = lazy(async () => ({
  default: (await import('./amount-editor.tsx')).AmountEditor,
}))

const HELD = { any: t('For any reason'), ...HOLDS } as const
const LATES = { true: t('Only late ones'), false: t('None that are late') } as const
const TO_PACK = { true: t('Only those to pack'), false: t('None that are to pack') } as const
const TESTS = { true: t('Only test orders'), false: t('No test orders') } as const

/** In the order in which they are offered. */
export const FILTERS: readonly Filter[] = [
  {
    label: t('Status'),
    holds: ['status'],
    words: ({ status }) => listed(status, (name) => STATUSES[name as OrderStatus].words),
    Editor: StatusEditor,
  },
  {
    label: t('Placed'),
    holds: ['from', 'until'],
    words: ({ from, until }) => range(from, until),
    Editor: daysOf('from', 'until'),
  },
  {
    label: t('Last change'),
    holds: ['changedFrom', 'changedUntil'],
    words: ({ changedFrom, changedUntil }) => range(changedFrom, changedUntil),
    Editor: daysOf('changedFrom', 'changedUntil'),
  },
  {
    label: t('Payment'),
    holds: ['payment'],
    words: ({ payment }) => payment && PAYMENTS[payment],
    Editor: oneOf('payment', PAYMENTS),
  },
  {
    label: t('Goods'),
    holds: ['fulfilment'],
    words: ({ fulfilment }) => fulfilment && FULFILMENTS[fulfilment],
    Editor: oneOf('fulfilment', FULFILMENTS),
  },
  {
    label: t('On hold'),
    holds: ['hold'],
    words: ({ hold }) => hold && HELD[hold],
    Editor: oneOf('hold', HELD),
  },
  {
    label: t('Store'),
    holds: ['store'],
    words: ({ store }, names) => listed(store, names.store),
    Editor: StoreEditor,
    permission: 'channels.read',
  },
  {
    label: t('Platform'),
    holds: ['channel'],
    words: ({ channel }, names) => listed(channel, names.platform),
    Editor: PlatformEditor,
    permission: 'channels.read',
  },
  {
    label: t('Total'),
    holds: ['min', 'max'],
    words: ({ min, max }, { amount }) =>
      range(min === undefined ? min : amount(min), max === undefined ? max : amount(max)),
    Editor: AmountEditor,
  },
  {
    label: t('Tag'),
    holds: ['tag'],
    words: ({ tag }) => tag,
    Editor: TagEditor,
  },
  {
    label: t('Assigned to'),
    holds: ['assignee'],
    words: ({ assignee }, { person }) => assignee && person(assignee),
    Editor: AssigneeEditor,
  },
  {
    label: t('Customer'),
    holds: ['customer'],
    words: ({ customer }) => customer && t('Only one'),
  },
  {
    label: t('To pack'),
    holds: ['toPack'],
    words: ({ toPack }) => (toPack === undefined ? undefined : TO_PACK[`${toPack}`]),
    Editor: oneOf('toPack', TO_PACK, (name) => name === 'true'),
  },
  {
    label: t('To be sent by now'),
    holds: ['late'],
    words: ({ late }) => (late === undefined ? undefined : LATES[`${late}`]),
    Editor: oneOf('late', LATES, (name) => name === 'true'),
  },
  {
    label: t('Test'),
    holds: ['test'],
    words: ({ test }) => (test === undefined ? undefined : TESTS[`${test}`]),
    Editor: oneOf('test', TESTS, (name) => name === 'true'),
  },
]

function range(first: string | undefined, last: string | undefined): string | undefined {
  if (first === undefined) return last && t('until {{last}}', { last })
  return last === undefined ? t('from {{first}}', { first }) : `${first} – ${last}`
}

const NAMED_MAX = 2

function listed(list: string | undefined, nameOf: (item: string) => string): string | undefined {
  const items = itemsOf(list)
  if (items.length === 0) return undefined
  const more = items.length - NAMED_MAX
  const named = items.slice(0, NAMED_MAX).map(nameOf).join(', ')
  return more > 0 ? t('{{named}} and {{more}} more', { named, more }) : named
}

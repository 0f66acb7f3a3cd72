import { useState } from 'react'
import { filterOf } from '../question.ts'
import type { OrdersSearch } from '../search.ts'

/** Named orders, or whatever matches: the server finds that out, however many pages it is. */
export type Selection = { type: 'orders'; ids: ReadonlySet<string> } | { type: 'everything' }

const NOTHING: Selection = { type: 'orders', ids: new Set() }

export type Selecting = ReturnType<typeof useSelection>

/** What is selected belongs to one question: whoever asks another one begins anew. */
export function useSelection(search: OrdersSearch) {
  const question = JSON.stringify(filterOf(search))
  const [held, setHeld] = useState({ question, selection: NOTHING, last: '' })
  const selection = held.question === question ? held.selection : NOTHING
  const select = (next: Selection, last = '') => setHeld({ question, selection: next, last })
  return {
    selection,
    isSelected: (id: string) => selection.type === 'everything' || selection.ids.has(id),
    clear: () => select(NOTHING),
    selectEverything: () => select({ type: 'everything' }),
    selectShown: (ids: readonly string[]) => select({ type: 'orders', ids: new Set(ids) }),
    /** With `through`, also all between this one and the one before. */
    toggle: (id: string, shown: readonly string[], through = false) =>
      select(toggled(selection, { id, shown, from: through ? held.last : '' }), id),
  }
}

type Toggle = { id: string; shown: readonly string[]; from: string }

function toggled(selection: Selection, { id, shown, from }: Toggle): Selection {
  // Of everything, one that is taken out leaves those that can be seen.
  const ids = new Set(selection.type === 'everything' ? shown : selection.ids)
  const between = from === '' ? [id] : rangeOf(shown, from, id)
  const isAdded = !ids.has(id)
  for (const one of between) {
    if (isAdded) ids.add(one)
    else ids.delete(one)
  }
  return { type: 'orders', ids }
}

function rangeOf(shown: readonly string[], from: string, to: string): readonly string[] {
  const ends = [shown.indexOf(from), shown.indexOf(to)].toSorted((a, b) => a - b)
  const [first = -1, last = -1] = ends
  return first === -1 ? [to] : shown.slice(first, last + 1)
}

/** As a bulk action takes it. */
export const selectionBody = (selection: Selection, search: OrdersSearch) =>
  selection.type === 'everything' ? { filter: filterOf(search) } : { orderIds: [...selection.ids] }

export type SelectionBody = ReturnType<typeof selectionBody>

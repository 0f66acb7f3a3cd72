import type { ComponentType } from 'react'
import type { OrdersSearch } from '../../search.ts'

/** Gives names to ids: of stores, people, platforms. */
export type Names = {
  store: (id: string) => string
  person: (id: string) => string
  platform: (name: string) => string
  amount: (minor: number) => string
}

export type EditorProps = {
  search: OrdersSearch
  onChange: (part: Partial<OrdersSearch>) => void
}

/** One way to narrow the list: how it is called, what it says now, and how it is changed. */
export type Filter = {
  label: string
  /** What it holds in the address. */
  holds: readonly (keyof OrdersSearch)[]
  /** Without the label; nothing where it does not narrow. */
  words: (search: OrdersSearch, names: Names) => string | undefined
  /** Where there is none, it is only set by a link from elsewhere. */
  Editor?: ComponentType<EditorProps>
  /** What must be allowed to choose from. */
  permission?: string
}

export const isSet = ({ holds }: Filter, search: OrdersSearch): boolean =>
  holds.some((name) => search[name] !== undefined)

export const cleared = ({ holds }: Filter): Partial<OrdersSearch> =>
  Object.fromEntries(holds.map((name) => [name, undefined]))

import { z } from 'zod'
import type { SettingView } from '#contract/settings'
import { fromServer, t } from '#kit/i18n.ts'
import { formatMoney } from '#kit/money.tsx'

/** What can be typed for a value, read from its schema. What fits none of them is typed as JSON. */
export type Kind =
  | { type: 'text' }
  | { type: 'number'; isOptional: boolean }
  | { type: 'yes or no' }
  | { type: 'choice'; options: string[] }
  | { type: 'json' }

const Text = z.object({ type: z.literal('string') })
const Whole = z.object({ type: z.enum(['integer', 'number']) })
const Choice = z.object({ enum: z.array(z.string()) })
const Truth = z.object({ type: z.literal('boolean') })
const Optional = z.object({ anyOf: z.tuple([Whole, z.object({ type: z.literal('null') })]) })

export function kindOf({ schema }: Pick<SettingView, 'schema'>): Kind {
  const choice = Choice.safeParse(schema)
  if (choice.success) return { type: 'choice', options: choice.data.enum }
  if (Text.safeParse(schema).success) return { type: 'text' }
  if (Truth.safeParse(schema).success) return { type: 'yes or no' }
  if (Whole.safeParse(schema).success) return { type: 'number', isOptional: false }
  if (Optional.safeParse(schema).success) return { type: 'number', isOptional: true }
  return { type: 'json' }
}

/** What stands in the field. */
export function toField(kind: Kind, value: unknown): string {
  if (value === null) return ''
  return kind.type !== 'json' && typeof value === 'string' ? value : JSON.stringify(value)
}

/** What the server is sent; it checks the value and says what is wrong with it. */
export function fromField(kind: Kind, text: string): unknown {
  switch (kind.type) {
    case 'text':
    case 'choice':
      return text
    case 'yes or no':
      return text === 'true'
    case 'number':
      if (text.trim() === '') return kind.isOptional ? null : text
      return Number.isNaN(Number(text)) ? text : Number(text)
    case 'json':
      return parsed(text)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** `sales.free_shipping_from_minor` is "Free shipping from": units are said beside the value. */
export function labelOf(key: string): string {
  const said = fromServer(key)
  if (said !== key) return said
  const words = key
    .slice(key.indexOf('.') + 1)
    .replace(/_(minor|basis_points)$/, '')
    .replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a list of settings is about; a later release may bring one that is not named here. */
const GROUPS: Readonly<Record<string, Group>> = {
  shop: { title: t('Basics'), description: t('Who this shop is, and how it counts.') },
  sales: { title: t('Selling'), description: t('What customers of the own website pay.') },
  intake: { title: t('Messages of platforms') },
  live: { title: t('Live') },
  stock: { title: t('Stock'), description: t('When it is low, and where it is taken from.') },
}

export type Group = { title: string; description?: string }

/** `shop.currency` belongs to the basics. */
export const prefixOf = (key: string): string => key.slice(0, key.indexOf('.'))

export const groupOf = (prefix: string): Group =>
  GROUPS[prefix] ?? { title: prefix.charAt(0).toUpperCase() + prefix.slice(1) }

/** Names that nobody knows by heart. The server says which of them it takes. */
export function suggestionsFor(key: string): string[] {
  if (key === 'shop.time_zone') return Intl.supportedValuesOf('timeZone')
  return key === 'shop.currency' ? Intl.supportedValuesOf('currency') : []
}

type Place = { currency: string; language: string }

/** The value as people say it, where the stored one is in a unit of machines. */
export function spoken(key: string, value: unknown, place: Place): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined
  if (key.endsWith('_minor')) return formatMoney(value, place.currency, place.language)
  return key.endsWith('_basis_points') ? `${value / 100} %` : undefined
}

import { z } from 'zod'
import type { SettingView } from '#contract/settings'
import { fromServer, t } from '#kit/i18n.ts'
import { minorOf, plainMoney } from '#kit/money.tsx'

/** What can be typed for a value, read from its schema. What fits none of them is typed as JSON. */
export type Kind =
  | { type: 'text' }
  | { type: 'number'; isOptional: boolean; unit?: Unit }
  | { type: 'yes or no' }
  | { type: 'choice'; options: string[] }
  | { type: 'amounts' }
  | { type: 'json' }

/** A share is stored in basis points, an amount in the smallest unit of its currency. */
export type Unit = 'percent' | Span | { currency: string }

const SPANS = ['minutes', 'hours', 'days'] as const
type Span = (typeof SPANS)[number]

const Text = z.object({ type: z.literal('string') })
const Whole = z.object({ type: z.enum(['integer', 'number']) })
const Choice = z.object({ enum: z.array(z.string()) })
const Truth = z.object({ type: z.literal('boolean') })
const Amounts = z.object({ type: z.literal('object'), additionalProperties: Whole })
const Optional = z.object({ anyOf: z.tuple([Whole, z.object({ type: z.literal('null') })]) })

export function kindOf({ key, schema }: Pick<SettingView, 'key' | 'schema'>, currency: string) {
  const kind = kindBySchema(schema)
  const unit = unitOf(key, currency)
  return kind.type === 'number' && unit ? { ...kind, unit } : kind
}

function unitOf(key: string, currency: string): Unit | undefined {
  if (key.endsWith('_minor')) return { currency }
  if (key.endsWith('_basis_points')) return 'percent'
  return SPANS.find((span) => key.endsWith(`_${span}`))
}

function kindBySchema(schema: SettingView['schema']): Kind {
  const choice = Choice.safeParse(schema)
  if (choice.success) return { type: 'choice', options: choice.data.enum }
  if (Text.safeParse(schema).success) return { type: 'text' }
  if (Truth.safeParse(schema).success) return { type: 'yes or no' }
  if (Whole.safeParse(schema).success) return { type: 'number', isOptional: false }
  if (Optional.safeParse(schema).success) return { type: 'number', isOptional: true }
  if (Amounts.safeParse(schema).success) return { type: 'amounts' }
  return { type: 'json' }
}

/** What stands in the field. */
export function toField(kind: Kind, value: unknown): string {
  if (value === null) return ''
  if (kind.type === 'number' && typeof value === 'number') {
    if (kind.unit === 'percent') return String(value / 100)
    return typeof kind.unit === 'object' ? plainMoney(value, kind.unit.currency) : String(value)
  }
  if (kind.type === 'amounts') return amountsToField(value)
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
      return numberIn(kind.unit, text) ?? text
    case 'amounts':
      return amountsIn(text) ?? text
    case 'json':
      return parsed(text)
  }
}

/** `undefined`: it is none, or finer than what is stored. */
function numberIn(unit: Unit | undefined, text: string): number | undefined {
  if (unit === 'percent') {
    return /^\d{1,4}(\.\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : undefined
  }
  if (typeof unit === 'object') return minorOf(text, unit.currency)
  return Number.isNaN(Number(text)) ? undefined : Number(text)
}

const MinorByCurrency = z.record(z.string(), z.number())

/** `{ EUR: 495, JPY: 600 }` is "EUR 4.95, JPY 600". */
const amountsToField = (value: unknown): string =>
  Object.entries(MinorByCurrency.parse(value))
    .map(([currency, minor]) => `${currency} ${plainMoney(minor, currency)}`)
    .join(', ')

/** `undefined`: one of them is none, or a currency is there twice. */
function amountsIn(text: string): Record<string, number> | undefined {
  const amounts: Record<string, number> = {}
  // A comma may also stand in an amount: that between two of them is followed by a currency.
  for (const part of text.split(/[,;]\s*(?=[a-z]|$)/i).filter((one) => one.trim() !== '')) {
    const [, name = '', amount = ''] = /^\s*([a-z]{3})\s*(\S+)\s*$/i.exec(part) ?? []
    const currency = name.toUpperCase()
    const minor = currency === '' ? undefined : minorOf(amount, currency)
    if (minor === undefined || Object.hasOwn(amounts, currency)) return undefined
    amounts[currency] = minor
  }
  return amounts
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
    .replace(/_(minor|basis_points|minutes|hours|days)$/, '')
    .replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a list of settings is about; a later release may bring one that is not named here. */
const GROUPS: Readonly<Record<string, Group>> = {
  shop: { title: t('Basics'), description: t('Who this shop is, and how it counts.') },
  sales: { title: t('Selling'), description: t('What customers of the own website pay.') },
  intake: {
    title: t('Messages of platforms'),
    description: t('How long they are kept, and when people are told that they stay away.'),
  },
  live: { title: t('Live') },
  stock: { title: t('Stock'), description: t('When it is low, and where it is taken from.') },
}

export type Group = { title: string; description?: string }

/** `shop.currency` belongs to the basics. */
export const prefixOf = (key: string): string => key.slice(0, key.indexOf('.'))

export const groupOf = (prefix: string): Group =>
  GROUPS[prefix] ?? { title: prefix.charAt(0).toUpperCase() + prefix.slice(1) }

/** Of the languages and countries that are asked for most; any other can be typed. */
const LOCALES = [
  ...['en-IN', 'hi-IN', 'bn-IN', 'gu-IN', 'kn-IN', 'ml-IN', 'mr-IN', 'pa-IN', 'ta-IN', 'te-IN'],
  ...['ar-AE', 'bn-BD', 'de-DE', 'en-AE', 'en-AU', 'en-GB', 'en-SG', 'en-US', 'es-ES', 'fr-FR'],
  ...['id-ID', 'it-IT', 'ja-JP', 'nl-NL', 'pt-BR', 'ur-PK', 'zh-CN'],
]

/** Names that nobody knows by heart. The server says which of them it takes. */
export function suggestionsFor(key: string): string[] {
  switch (key) {
    case 'shop.time_zone':
      return ['UTC', ...Intl.supportedValuesOf('timeZone')]
    case 'shop.currency':
      return Intl.supportedValuesOf('currency')
    case 'shop.locale':
      return LOCALES
    default:
      return []
  }
}

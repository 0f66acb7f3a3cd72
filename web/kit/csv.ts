import { useLocalStorage } from '@mantine/hooks'
import { numberFormat } from './formats.ts'
import { currentLocale } from './i18n.ts'

/** By their names in the API. */
export const SEPARATORS = ['comma', 'semicolon', 'tab'] as const
export type Separator = (typeof SEPARATORS)[number]

/** What a spreadsheet opens as columns: where numbers have a decimal comma, no commas. */
export function usualSeparator(locale = currentLocale()): Separator {
  const parts = numberFormat(locale, {}).formatToParts(1.5)
  return parts.some(({ type, value }) => type === 'decimal' && value === ',')
    ? 'semicolon'
    : 'comma'
}

/** How this person wants the columns of files kept apart, on this device. */
export function useSeparator(): [Separator, (chosen: Separator) => void] {
  const [chosen, choose] = useLocalStorage({
    ...{ key: 'penstock-csv-separator', defaultValue: '' },
    getInitialValueInEffect: false,
  })
  return [SEPARATORS.find((one) => one === chosen) ?? usualSeparator(), choose]
}

/** The address of a file with its columns kept apart so. */
export function separatedBy(address: string, separator: Separator): string {
  return `${address}${address.includes('?') ? '&' : '?'}separator=${separator}`
}

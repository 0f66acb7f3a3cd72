import { expect, onTestFinished, test, vi } from 'vitest'
import { countryCode, countryName, fittingCountries, listCountries } from './countries.ts'
import { writeAsIn } from './i18n.ts'

const fitting = (typed: string) => fittingCountries(listCountries(), typed).map(({ name }) => name)

test('the country of the shop stands first, and the others by name', () => {
  writeAsIn('IN')
  const names = listCountries().map(({ name }) => name)
  expect(names).toHaveLength(250)
  expect(names.slice(0, 3)).toEqual(['India', 'Afghanistan', 'Åland Islands'])
})

test('a code finds its country first, then come those that begin with what was typed', () => {
  expect(fitting('in').slice(0, 3)).toEqual(['India', 'Indonesia', 'Argentina'])
  expect(fitting('us')[0]).toBe('United States')
  expect(fitting('land')).toContain('Iceland')
  expect(fitting('ger').slice(0, 2)).toEqual(['Germany', 'Algeria'])
  expect(fitting('cote')).toEqual(['Côte d’Ivoire'])
  expect(fitting('atlantis')).toEqual([])
})

test.for<[said: string, code: string, name: string]>([
  ['DE', 'DE', 'Germany'],
  ['de', 'DE', 'Germany'],
  [' germany', 'DE', 'Germany'],
  ['Atlantis', '', ''],
  ['', '', ''],
])('"%s" is the code "%s", named "%s"', ([said, code, name]) => {
  expect(countryCode(said)).toBe(code)
  expect(countryName(code)).toBe(name)
})

test('the names of countries are made once for a locale, and not for every row', () => {
  writeAsIn('CH')
  const made = vi.spyOn(Intl, 'DisplayNames')
  onTestFinished(() => made.mockRestore())
  for (let row = 0; row < 50; row++) expect(countryName('DE')).toBe('Germany')
  expect(made).toHaveBeenCalledTimes(1)
})

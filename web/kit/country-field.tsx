import { Select, type SelectProps } from '@mantine/core'
import { useState } from 'react'
import { fittingCountries, listCountries } from './countries.ts'
import { t } from './i18n.ts'

/** A country by its name; its value is the code. */
export function CountryField(field: Omit<SelectProps, 'data' | 'filter'>) {
  const [countries] = useState(() =>
    listCountries().map((country) => ({ ...country, value: country.code, label: country.name })),
  )
  return (
    <Select
      label={t('Country')}
      data={countries}
      searchable
      allowDeselect={false}
      // Enter takes what is found first, also after a single letter that has opened the list.
      selectFirstOptionOnDropdownOpen
      selectFirstOptionOnChange
      openOnFocus={false}
      filter={({ search }) => fittingCountries(countries, search)}
      nothingFoundMessage={t('There is no such country.')}
      {...field}
    />
  )
}

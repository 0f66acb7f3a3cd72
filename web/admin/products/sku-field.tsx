import { Autocomplete, type AutocompleteProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ProductPage } from '#contract/catalog'
import { get } from '#kit/api.ts'
import { useMay } from '../session.ts'

const PAUSE_MS = 200
const SHOWN = 8

type SkuFieldProps = AutocompleteProps & { value?: string }

/** A SKU, or words of its product: those that fit are offered. */
export function SkuField(field: SkuFieldProps) {
  const [isAsked, setAsked] = useState(false)
  const enabled = useMay('catalog.read')
  const [words] = useDebouncedValue(field.value?.trim() ?? '', PAUSE_MS)
  const found = useQuery({
    queryKey: ['products', 'skus', words],
    queryFn: ({ signal }) =>
      get('/products', ProductPage, { query: { q: words, limit: SHOWN }, signal }),
    enabled: enabled && words.length > 1,
    placeholderData: keepPreviousData,
  })
  const names = new Map(
    (found.data?.products ?? []).flatMap(({ name, variants }) =>
      variants.map((variant) => [variant.sku, [name, variant.name].filter(Boolean).join(' · ')]),
    ),
  )
  return (
    <Autocomplete
      {...field}
      data={[...names.keys()]}
      // Otherwise an empty list, which nobody sees, would take the Escape that leaves a dialog.
      dropdownOpened={isAsked && names.size > 0}
      onDropdownOpen={() => setAsked(true)}
      onDropdownClose={() => setAsked(false)}
      onBlur={(event) => {
        setAsked(false)
        field.onBlur?.(event)
      }}
      // What was found by its product does not begin with what was typed.
      filter={({ options }) => options}
      limit={SHOWN * 3}
      renderOption={({ option: { value } }) => `${value} · ${names.get(value) ?? ''}`}
    />
  )
}

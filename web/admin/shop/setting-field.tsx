import { Autocomplete, NativeSelect, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { asWords } from '#kit/as-words.ts'
import { t } from '#kit/i18n.ts'
import type { Kind, Unit } from './kinds.ts'
import classes from './shop.module.css'

const SUGGESTIONS_MAX = 50

type SettingFieldProps = {
  label: string
  help: string
  kind: Kind
  text: string
  suggestions: string[]
  isChanged: boolean
  isReadOnly: boolean
  error: string | undefined
  onChange: (text: string) => void
}

export function SettingField({
  kind,
  text,
  suggestions,
  isChanged,
  isReadOnly,
  help,
  onChange,
  ...rest
}: SettingFieldProps) {
  const shared = { ...rest, description: help }
  switch (kind.type) {
    case 'yes or no':
      return (
        <Switch
          {...shared}
          checked={text === 'true'}
          disabled={isReadOnly}
          onChange={(event) => onChange(String(event.currentTarget.checked))}
        />
      )
    case 'choice':
      return (
        <NativeSelect
          {...shared}
          data={kind.options.map((value) => ({ value, label: asWords(value) }))}
          value={text}
          disabled={isReadOnly}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'text':
      return <NameField {...{ shared, text, suggestions, isChanged, isReadOnly, onChange }} />
    case 'number':
    case 'amounts':
    case 'json':
      return (
        <TextInput
          {...shared}
          inputMode={kind.type === 'number' ? 'decimal' : undefined}
          rightSection={kind.type === 'number' && kind.unit ? signOf(kind.unit) : undefined}
          rightSectionWidth={72}
          rightSectionProps={{ className: classes['unit'] }}
          placeholder={exampleOf(kind)}
          value={text}
          readOnly={isReadOnly}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

type NameFieldProps = Pick<
  SettingFieldProps,
  'text' | 'suggestions' | 'isChanged' | 'isReadOnly' | 'onChange'
> & { shared: { label: string; description: string; error: string | undefined } }

/** A text for which there may be a list: hundreds of names, in the page only while it is open. */
function NameField({ shared, text, suggestions, isChanged, isReadOnly, onChange }: NameFieldProps) {
  const [isOpen, setOpen] = useState(false)
  // A name that was just chosen needs no list, which would hide the button below.
  const isWhole = isChanged && suggestions.includes(text)
  return (
    <Autocomplete
      {...shared}
      data={isOpen && !isWhole ? suggestions : []}
      // As long as nothing is typed, all names are offered and not only those like the value.
      {...(!isChanged && { filter: ({ options }) => options })}
      limit={isChanged ? SUGGESTIONS_MAX : Infinity}
      value={text}
      readOnly={isReadOnly}
      onChange={onChange}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
    />
  )
}

/** What to type, or what an empty field means. */
function exampleOf(kind: Kind): string | undefined {
  if (kind.type === 'amounts') return t('EUR 4.95, USD 5.00')
  return kind.type === 'number' && kind.isOptional ? withoutOne(kind.unit) : undefined
}

function signOf(unit: Unit): string {
  if (typeof unit === 'object') return unit.currency
  return UNITS[unit]
}

/** What an empty field means: no time is promised, or a sum is never reached. */
const withoutOne = (unit: Unit | undefined) => (unit === 'hours' ? t('No promise') : t('Never'))

const UNITS = { percent: '%', minutes: t('minutes'), hours: t('hours'), days: t('days') }

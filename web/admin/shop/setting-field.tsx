import { Autocomplete, NativeSelect, Switch, TextInput } from '@mantine/core'
import { fromServer, t } from '#kit/i18n.ts'
import type { Kind } from './kinds.ts'

const SUGGESTIONS_MAX = 50

type SettingFieldProps = {
  label: string
  help: string
  kind: Kind
  text: string
  suggestions: string[]
  isReadOnly: boolean
  error: string | undefined
  onChange: (text: string) => void
}

export function SettingField({
  kind,
  text,
  suggestions,
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
          data={kind.options.map((value) => ({ value, label: wordsOf(value) }))}
          value={text}
          disabled={isReadOnly}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'text':
      return (
        <Autocomplete
          {...shared}
          // What is already whole needs none, and the list would hide the button below.
          data={suggestions.includes(text) ? [] : suggestions}
          limit={SUGGESTIONS_MAX}
          value={text}
          readOnly={isReadOnly}
          onChange={onChange}
        />
      )
    case 'number':
    case 'json':
      return (
        <TextInput
          {...shared}
          inputMode={kind.type === 'number' ? 'numeric' : undefined}
          placeholder={kind.type === 'number' && kind.isOptional ? t('Never') : undefined}
          value={text}
          readOnly={isReadOnly}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

/** A choice of the program: `fewest_parcels`. */
function wordsOf(choice: string): string {
  const said = fromServer(choice)
  return said === choice ? choice.replaceAll('_', ' ') : said
}

import { PasswordInput, TextInput } from '@mantine/core'
import { fromServer } from '#kit/i18n.ts'
import type { Platform } from './platform-choice.tsx'

type Fields = Platform['fields']
type Form = { getInputProps: (name: `credentials.${string}`) => object }

/** What the platform needs is said by its adapter, so a new platform needs no new form. */
export const CredentialFields = ({ fields, form }: { fields: Fields; form: Form }) =>
  fields.map(({ name, label, help, isSecret }) => {
    const Input = isSecret ? PasswordInput : TextInput
    return (
      <Input
        key={name}
        label={fromServer(label)}
        description={help && fromServer(help)}
        autoComplete="off"
        {...form.getInputProps(`credentials.${name}`)}
      />
    )
  })

export const emptyCredentials = (fields: Fields): Record<string, string> =>
  Object.fromEntries(fields.map(({ name }) => [name, '']))

/** Those that the kind of account has; the usual kind unless one is named. */
export function fieldsOf(
  { fields, modes: [usual] }: Pick<Platform, 'fields' | 'modes'>,
  mode: string | null,
): Fields {
  const kind = mode ?? usual?.name ?? ''
  return fields.filter(({ modes }) => modes.length === 0 || modes.includes(kind))
}

/** Without the fields that were left empty, or that are not shown any more. */
export const filledIn = (
  fields: Fields,
  credentials: Record<string, string>,
): Record<string, string> =>
  Object.fromEntries(
    fields.map(({ name }) => [name, credentials[name] ?? '']).filter(([, value]) => value),
  )

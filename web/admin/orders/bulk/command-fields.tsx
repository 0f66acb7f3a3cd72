import { NativeSelect, TagsInput, Textarea } from '@mantine/core'
import { t } from '#kit/i18n.ts'
import { named } from '#kit/named.ts'
import { useColleagues } from '../../people/use-colleagues.ts'
import { HOLDS } from '../words.ts'
import { type CommandName, COMMANDS, type Words } from './commands.ts'

type FieldsProps = { name: CommandName; words: Words; onChange: (words: Words) => void }

/** What has to be said before it can be done. */
export function CommandFields({ name, words, onChange }: FieldsProps) {
  switch (COMMANDS[name].asks) {
    case 'hold':
      return (
        <NativeSelect
          label={name === 'hold' ? t('Reason') : t('Which hold')}
          data-autofocus
          data={named(HOLDS).map((value) => ({ value, label: HOLDS[value] }))}
          value={words.hold}
          onChange={(event) => onChange({ ...words, hold: event.currentTarget.value })}
        />
      )
    case 'tags':
      return (
        <TagsInput
          label={t('Tags')}
          description={t('Enter after each')}
          maxTags={20}
          maxLength={50}
          data-autofocus
          value={words.tags}
          onChange={(tags) => onChange({ ...words, tags })}
        />
      )
    case 'reason':
      return (
        <Textarea
          label={t('Reason')}
          description={t('It stands in the history of each order.')}
          required
          maxLength={200}
          data-autofocus
          value={words.reason}
          onChange={(event) => onChange({ ...words, reason: event.currentTarget.value })}
        />
      )
    case 'assignee':
      return (
        <AssigneeField
          value={words.assignee}
          onChange={(assignee) => onChange({ ...words, assignee })}
        />
      )
    case undefined:
      return null
  }
}

type AssigneeFieldProps = { value: string | null; onChange: (id: string | null) => void }

function AssigneeField({ value, onChange }: AssigneeFieldProps) {
  const { me, others } = useColleagues()
  const people = others.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <NativeSelect
      label={t('Assign to')}
      data-autofocus
      data={[
        { value: me.id, label: t('Me ({{name}})', { name: me.name }) },
        ...people,
        { value: '', label: t('Nobody') },
      ]}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  )
}

import { Radio, Stack } from '@mantine/core'
import { t } from '#kit/i18n.ts'
import { useColleagues } from '../../../people/use-colleagues.ts'
import type { EditorProps } from './filter.ts'

export function AssigneeEditor({ search, onChange }: EditorProps) {
  const { others } = useColleagues()
  const options = [
    { value: 'me', label: t('Me') },
    { value: 'none', label: t('Nobody') },
    ...others.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <Radio.Group
      aria-label={t('Who', { context: 'choice' })}
      value={search.assignee ?? ''}
      onChange={(value) => onChange({ assignee: value })}
    >
      <Stack gap={8}>
        {options.map(({ value, label }) => (
          <Radio key={value} value={value} label={label} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

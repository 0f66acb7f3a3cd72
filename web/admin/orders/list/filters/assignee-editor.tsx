import { Radio, Stack } from '@mantine/core'
import { useColleagues } from '../../../people/use-colleagues.ts'
import type { EditorProps } from './filter.ts'

export function AssigneeEditor({ search, onChange }: EditorProps) {
  const { others } = useColleagues()
  const options = [
    { value: 'me', label: 'Me' },
    { value: 'none', label: 'Nobody' },
    ...others.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <Radio.Group
      aria-label="Who"
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

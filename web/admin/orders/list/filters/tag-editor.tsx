import { Button, Group, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { t } from '#kit/i18n.ts'
import type { EditorProps } from './filter.ts'

export function TagEditor({ search, onChange }: EditorProps) {
  const [tag, setTag] = useState(search.tag ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange({ tag: tag.trim() || undefined })
  }
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="end" wrap="nowrap">
        <TextInput
          label={t('Tag')}
          description={t('As it is written, capitals too')}
          data-autofocus
          maxLength={50}
          value={tag}
          onChange={(event) => setTag(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('Apply')}
        </Button>
      </Group>
    </form>
  )
}

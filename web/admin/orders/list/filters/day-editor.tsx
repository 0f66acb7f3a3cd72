import { Button, Group, Stack, TextInput } from '@mantine/core'
import { t } from '#kit/i18n.ts'
import { usePlace } from '#kit/place.ts'
import { dayAt, daysAfter } from '#kit/days.ts'
import { useNow } from '#kit/time.tsx'
import type { EditorProps } from './filter.ts'

/** How many days, today among them. */
const SPANS = [
  { label: t('Today'), days: 1 },
  { label: t('Last 7 days'), days: 7 },
  { label: t('Last 30 days'), days: 30 },
]

type Days = 'from' | 'until' | 'changedFrom' | 'changedUntil'

/** Some days in a row; `from` and `until` are how the address calls the first and the last. */
export const daysOf = (from: Days, until: Days) => (props: EditorProps) => (
  <DayEditor {...props} {...{ from, until }} />
)

type DayEditorProps = EditorProps & { from: Days; until: Days }

function DayEditor({ search, onChange, from, until }: DayEditorProps) {
  const { timeZone } = usePlace()
  const today = dayAt(useNow(), timeZone)
  return (
    <Stack gap="sm">
      <Group gap={6}>
        {SPANS.map(({ label, days }) => (
          <Button
            key={label}
            size="compact-sm"
            variant="default"
            onClick={() => onChange({ [from]: daysAfter(today, 1 - days), [until]: undefined })}
          >
            {label}
          </Button>
        ))}
      </Group>
      <Group gap="sm" grow>
        {[from, until].map((name) => (
          <TextInput
            key={name}
            type="date"
            label={name === from ? t('From') : t('Until')}
            value={search[name] ?? ''}
            onChange={(event) => onChange({ [name]: event.currentTarget.value || undefined })}
          />
        ))}
      </Group>
    </Stack>
  )
}

import { Button, Group, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { SettingView } from '#contract/settings'
import { get } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { kindOf, toField } from './kinds.ts'
import { settingList } from './queries.ts'

type ConflictProps = {
  setting: SettingView
  currency: string
  onTheirs: () => void
  onMine: () => void
}

/** Shows what the other person has saved; what was typed here stays in the field. */
export function Conflict({ setting, currency, onTheirs, onMine }: ConflictProps) {
  const queryClient = useQueryClient()
  const { data: theirs } = useQuery({
    queryKey: ['setting-since', setting.key, setting.version],
    queryFn: ({ signal }) => get(`/settings/${setting.key}`, SettingView, { signal }),
  })
  const refreshed = async (then: () => void) => {
    await queryClient.invalidateQueries({ queryKey: settingList.queryKey })
    then()
  }
  return (
    <Notice tone="warn">
      <Stack gap={8} align="flex-start" role="alert">
        <span>
          <strong>{t('Someone changed this meanwhile.')}</strong> {t('Yours was not saved.')}
          {theirs && (
            <>
              {' '}
              <Sentence
                says="{{name}} has saved <b>{{value}}</b>."
                values={{
                  name: theirs.updatedBy ?? '',
                  value: toField(kindOf(theirs, currency), theirs.value),
                }}
                parts={{ b: <strong /> }}
              />
            </>
          )}
        </span>
        <Group gap={8}>
          <Button size="xs" variant="default" onClick={() => void refreshed(onTheirs)}>
            {t('Take theirs')}
          </Button>
          <Button size="xs" variant="default" onClick={() => void refreshed(onMine)}>
            {t('Keep mine, and look again')}
          </Button>
        </Group>
      </Stack>
    </Notice>
  )
}

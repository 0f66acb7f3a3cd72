import { useQuery, useQueryClient } from '@tanstack/react-query'
import { SettingView } from '#contract/settings'
import { get } from '#kit/api.ts'
import { ConflictNotice } from '#kit/conflict.tsx'
import { t } from '#kit/i18n.ts'
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
    <ConflictNotice
      title={t('Someone changed this meanwhile.')}
      says={
        <>
          {t('Yours was not saved.')}
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
        </>
      }
      choices={[
        [t('Take theirs'), () => void refreshed(onTheirs)],
        [t('Keep mine, and look again'), () => void refreshed(onMine)],
      ]}
    />
  )
}

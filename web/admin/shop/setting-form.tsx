import { Button, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import type { z } from 'zod'
import { type SettingList, SettingView } from '#contract/settings'
import { asRead, send } from '#kit/api.ts'
import { isStale } from '#kit/conflict.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import { fieldFaults } from '#kit/problem.ts'
import { Sentence } from '#kit/sentence.tsx'
import { Ago } from '#kit/time.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../session.ts'
import { Conflict } from './conflict.tsx'
import { fromField, kindOf, labelOf, suggestionsFor, toField } from './kinds.ts'
import { settingList } from './queries.ts'
import { SettingField } from './setting-field.tsx'
import classes from './shop.module.css'

type SettingFormProps = { setting: SettingView; currency: string }

/** Its own little form: one value is changed, and nobody else's change is overwritten with it. */
export function SettingForm({ setting, currency }: SettingFormProps) {
  const mayEdit = useMay('settings.edit')
  const kind = kindOf(setting, currency)
  const stored = toField(kind, setting.value)
  // Only what somebody has typed: as long as nobody has, the field follows the server.
  const [typed, setTyped] = useState<string>()
  const text = typed ?? stored
  const isChanged = text !== stored
  const save = useSave(setting)
  const value = fromField(kind, text)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(value, { onSuccess: () => setTyped(undefined) })
  }
  const leave = () => {
    setTyped(undefined)
    save.reset()
  }
  const isConflict = isStale(save.error)
  return (
    <form noValidate className={classes['setting']} onSubmit={submit}>
      <SettingField
        label={labelOf(setting.key)}
        help={fromServer(setting.help)}
        kind={kind}
        text={text}
        suggestions={suggestionsFor(setting.key)}
        isChanged={isChanged}
        isReadOnly={!mayEdit}
        error={fieldFaults(save.error)['value']}
        onChange={setTyped}
      />
      {setting.updatedAt && <Changed by={setting.updatedBy} at={setting.updatedAt} />}
      {isConflict ? (
        <Conflict setting={setting} currency={currency} onTheirs={leave} onMine={save.reset} />
      ) : (
        <FormFault error={save.error} />
      )}
      {mayEdit && isChanged && (
        <Group gap={8}>
          <Button type="submit" size="xs" disabled={isConflict} loading={save.isPending}>
            {t('Save')}
          </Button>
          <Button size="xs" variant="default" onClick={leave}>
            {t('Undo')}
          </Button>
        </Group>
      )}
    </form>
  )
}

function useSave(setting: SettingView) {
  const queryClient = useQueryClient()
  return useChange({
    run: async (value: unknown) => {
      const path = `/settings/${setting.key}`
      const saved = await send('PUT', path, { value }, SettingView, asRead(setting))
      // An answer that is on its way still says the old value, and would be seen for a moment.
      await queryClient.cancelQueries({ queryKey: settingList.queryKey })
      queryClient.setQueryData(settingList.queryKey, (known) => known && withSaved(known, saved))
    },
    refresh: [['settings']],
    done: t('Saved: {{label}}.', { label: labelOf(setting.key) }),
    faultInPlace: true,
  })
}

const withSaved = ({ settings }: Settings, saved: SettingView): Settings => ({
  settings: settings.map((one) => (one.key === saved.key ? saved : one)),
})

type Settings = z.output<typeof SettingList>

/** Who has changed it last. */
const Changed = ({ by, at }: { by: string | null; at: string }) => (
  <p className={classes['said']}>
    <span>
      <Sentence
        says="Changed by {{name}}, <time/>"
        values={{ name: by ?? '' }}
        parts={{ time: <Ago at={at} /> }}
      />
    </span>
  </p>
)

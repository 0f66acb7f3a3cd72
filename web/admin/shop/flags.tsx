import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { FlagView } from '#contract/settings'
import { asRead, send } from '#kit/api.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../session.ts'
import { labelOf } from './kinds.ts'
import { flagList } from './queries.ts'
import classes from './shop.module.css'

type Flag = z.output<typeof FlagView>

export function Flags() {
  const flags = useQuery(flagList)
  return (
    <Section title={t('Features')} description={t('Switched on or off at once.')} beside>
      <Loaded query={flags} rows={2}>
        {(data) =>
          data.flags.length === 0 ? (
            <EmptyFace
              title={t('No switches.')}
              advice={t('This release has nothing to switch.')}
            />
          ) : (
            <ul className={classes['settings']}>
              {data.flags.map((flag) => (
                <li key={flag.key} className={classes['setting']}>
                  <FlagSwitch flag={flag} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}

function FlagSwitch({ flag }: { flag: Flag }) {
  const mayEdit = useMay('settings.edit')
  const label = labelOf(flag.key)
  const change = useChange({
    run: (value: boolean) => send('PUT', `/flags/${flag.key}`, { value }, FlagView, asRead(flag)),
    refresh: [['flags']],
    done: ({ value }) =>
      value ? t('{{label}} is on.', { label }) : t('{{label}} is off.', { label }),
  })
  return (
    <Switch
      label={label}
      description={fromServer(flag.help)}
      checked={change.isPending ? change.variables : flag.value}
      disabled={!mayEdit}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  )
}

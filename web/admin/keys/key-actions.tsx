import { useState } from 'react'
import { IssuedKeyView } from '#contract/access'
import { send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { t } from '#kit/i18n.ts'
import { useNow } from '#kit/time.tsx'
import { useChange } from '#kit/use-change.ts'
import classes from './keys.module.css'
import { stateOf } from './key-state.ts'
import { NewSecret } from './new-secret.tsx'
import type { Key } from './queries.ts'

const OVERLAP_HOURS = 24

export function KeyActions({ of: key }: { of: Key }) {
  const [secret, setSecret] = useState<string>()
  const now = useNow()
  const rotate = useRotation(key)
  const revoke = useChange({
    run: () => send('DELETE', `/api-keys/${key.id}`),
    refresh: [['api-keys']],
    done: t('{{name}} was revoked.', { name: key.name }),
  })
  if (secret) return <NewSecret secret={secret} onClose={() => setSecret(undefined)} />
  if (!stateOf(key, now).isLive) return null
  return (
    <span className={classes['actions']}>
      {!key.replacedBy && (
        <Confirm
          label={t('Rotate')}
          name={t('Rotate {{name}}', { name: key.name })}
          title={t('Rotate {{name}}?', { name: key.name })}
          says={t('The new key may do the same. The old one works {{OVERLAP_HOURS}} more hours.', {
            OVERLAP_HOURS,
          })}
          verb={t('Make a new key')}
          color="water"
          onConfirm={async () => setSecret((await rotate.mutateAsync()).secret)}
          busy={rotate.isPending}
        />
      )}
      <Confirm
        label={t('Revoke')}
        name={t('Revoke {{name}}', { name: key.name })}
        title={t('Revoke {{name}}?', { name: key.name })}
        says={t('Programs that use it are refused from now on. This cannot be taken back.')}
        verb={t('Revoke key')}
        onConfirm={() => revoke.mutateAsync()}
        busy={revoke.isPending}
      />
    </span>
  )
}

const useRotation = (key: Key) =>
  useChange({
    run: () =>
      send('POST', `/api-keys/${key.id}/rotate`, { overlapHours: OVERLAP_HOURS }, IssuedKeyView),
    refresh: [['api-keys']],
  })

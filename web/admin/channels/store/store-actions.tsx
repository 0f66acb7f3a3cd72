import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { StoreView, WebhookWork } from '#contract/channels'
import { asRead, send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { plural, t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { STORES } from '../queries.ts'

export function PauseButton({ store }: { store: StoreView }) {
  const isPaused = store.state !== 'active'
  const change = useChange({
    run: () => {
      const body = { state: isPaused ? 'active' : 'paused' }
      return send('PATCH', `/stores/${store.id}`, body, StoreView, asRead(store))
    },
    refresh: STORES,
    done: isPaused
      ? t('{{name}} goes on.', { name: store.name })
      : t('{{name}} is paused.', { name: store.name }),
  })
  if (isPaused) {
    return (
      <Button loading={change.isPending} onClick={() => change.mutate()}>
        {t('Resume')}
      </Button>
    )
  }
  return (
    <Confirm
      label={t('Pause')}
      button={{ size: 'sm' }}
      title={t('Pause {{name}}?', { name: store.name })}
      says={t(
        'Its messages are still taken, but nothing is asked there and no stock is pushed until it goes on.',
      )}
      verb={t('Pause it')}
      color="water"
      onConfirm={() => change.mutateAsync()}
      busy={change.isPending}
    />
  )
}

/** Only for what was connected by mistake: what has sold anything stays. */
export function RemoveButton({ store }: { store: StoreView }) {
  const navigate = useNavigate()
  const remove = useChange({
    // Leaves the page of the store first, because it would ask for what is gone.
    run: async () => {
      await send('DELETE', `/stores/${store.id}`)
      await navigate({ to: '/channels' })
    },
    refresh: STORES,
    done: t('{{name}} was removed.', { name: store.name }),
  })
  return (
    <Confirm
      label={t('Remove')}
      button={{ size: 'sm' }}
      title={t('Remove {{name}}?', { name: store.name })}
      says={t(
        'Its credentials, listings and messages go for ever. A store that has orders cannot be removed.',
      )}
      verb={t('Remove it')}
      onConfirm={() => remove.mutateAsync()}
      busy={remove.isPending}
    />
  )
}

export function WebhooksButton({ store }: { store: StoreView }) {
  const register = useChange({
    run: () => send('POST', `/stores/${store.id}/webhooks`, {}, WebhookWork),
    done: ({ done }) =>
      done.length === 0
        ? t('Live updates were on already.')
        : plural(
            done.length,
            'One kind of update comes here at once from now on.',
            '{{count}} kinds of updates come here at once from now on.',
          ),
  })
  return (
    <Button
      variant="default"
      size="xs"
      loading={register.isPending}
      onClick={() => register.mutate()}
    >
      {t('Turn on live updates')}
    </Button>
  )
}

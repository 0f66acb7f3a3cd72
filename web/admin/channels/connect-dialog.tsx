import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StoreView } from '#contract/channels'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { SecretOnce } from '#kit/secret-once.tsx'
import { ConnectForm } from './connect-form.tsx'
import { PlatformChoice } from './platform-choice.tsx'
import { platformList } from './queries.ts'
import { channelsRoute } from './routes.ts'
import { ConnectionTestButton } from './store/connection-test.tsx'

/** Choose a platform, give what it needs, then see whether it answers. */
export function ConnectDialog({ platform }: { platform: string }) {
  const navigate = channelsRoute.useNavigate()
  const platforms = useQuery(platformList)
  const [connected, setConnected] = useState<StoreView>()
  const choose = (connect?: string) => void navigate({ search: { connect }, replace: true })
  const chosen = platforms.data?.platforms.find((one) => one.platform === platform)
  return (
    <Modal
      opened
      size="lg"
      onClose={() => choose()}
      title={
        chosen ? t('Connect a store: {{title}}', { title: chosen.title }) : t('Connect a store')
      }
    >
      {connected ? (
        <Connected store={connected} canBeAsked={chosen?.canBeAsked ?? false} />
      ) : (
        <Loaded query={platforms}>
          {(data) =>
            chosen ? (
              <ConnectForm platform={chosen} onBack={() => choose('')} onConnected={setConnected} />
            ) : (
              <PlatformChoice platforms={data.platforms} onChoose={choose} />
            )
          }
        </Loaded>
      )}
    </Modal>
  )
}

function Connected({ store, canBeAsked }: { store: StoreView; canBeAsked: boolean }) {
  const navigate = channelsRoute.useNavigate()
  const open = () => void navigate({ to: '/channels/$storeId', params: { storeId: store.id } })
  return (
    <Stack gap="md">
      <Text size="sm">
        {t('{{store}} is added. On the platform, enter this address for its webhooks:', {
          store: store.name,
        })}
      </Text>
      <SecretOnce name={t('Webhook address')} value={store.webhookUrl} />
      {canBeAsked && <ConnectionTestButton storeId={store.id} atOnce />}
      <Button autoFocus onClick={open}>
        {t('Go to the store')}
      </Button>
    </Stack>
  )
}

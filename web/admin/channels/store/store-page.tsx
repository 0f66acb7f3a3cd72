import { useQuery } from '@tanstack/react-query'
import type { StoreView } from '#contract/channels'
import { CopyButton } from '#kit/copy-button.tsx'
import { Facts } from '#kit/facts.tsx'
import { fromServer, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Inset, Page, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { Time } from '#kit/time.tsx'
import { useMay } from '../../session.ts'
import classes from '../channels.module.css'
import { Listings } from '../listings/listings.tsx'
import { platformList, storeQuery } from '../queries.ts'
import { storeRoute } from '../routes.ts'
import { StoreState, wordsOfTrouble } from '../store-state.tsx'
import { Certificate } from './certificate.tsx'
import { ConnectionTestButton } from './connection-test.tsx'
import { CredentialForm } from './credential-form.tsx'
import { PauseButton, RemoveButton, WebhooksButton } from './store-actions.tsx'
import { StoreSettingsForm } from './store-settings.tsx'

export function StorePage() {
  const { storeId } = storeRoute.useParams()
  const store = useQuery(storeQuery(storeId))
  return (
    <Loaded query={store} rows={8}>
      {(data) => <TheStore store={data} />}
    </Loaded>
  )
}

function TheStore({ store }: { store: StoreView }) {
  const mayManage = useMay('channels.manage')
  const mayReadMessages = useMay('messages.read')
  const isOwn = store.platform === 'website' && store.uid === 'own'
  return (
    <Page
      title={store.name}
      description={
        <>
          {store.title} · <AppLink to="/channels">{t('All stores')}</AppLink> ·{' '}
          <AppLink to="/orders" search={{ store: store.id }}>
            {t('Its orders')}
          </AppLink>
          {mayReadMessages && (
            <>
              {' · '}
              <AppLink to="/channels/$storeId/messages" params={{ storeId: store.id }}>
                {t('Its messages')}
              </AppLink>
            </>
          )}
        </>
      }
      actions={
        mayManage &&
        !isOwn && (
          <>
            <RemoveButton store={store} />
            <PauseButton store={store} />
          </>
        )
      }
    >
      <Section
        title={t('Connection')}
        description={t('Where messages come in, and whether it answers.')}
      >
        <Inset>
          <Connection store={store} />
          {mayManage && !isOwn && (
            <div className={classes['tools']}>
              <ConnectionTestButton storeId={store.id} />
              <WebhooksButton store={store} />
              <CredentialForm store={store} />
            </div>
          )}
        </Inset>
      </Section>
      {!isOwn && <Certificate store={store} />}
      {mayManage && !isOwn && <StoreSettingsForm key={store.version} store={store} />}
      <Listings store={store} />
    </Page>
  )
}

const Connection = ({ store }: { store: StoreView }) => (
  <Facts
    of={[
      [t('State'), <StoreState key="state" store={store} />],
      [t('Trouble'), wordsOfTrouble(store)],
      [t('Account'), store.uid],
      [
        t('Webhook address'),
        <span key="address" className={classes['address']}>
          <code>{store.webhookUrl}</code>
          <CopyButton value={store.webhookUrl} label={t('Copy the webhook address')} />
        </span>,
      ],
      [t('Address'), store.baseUrl],
      [
        t('Credentials'),
        store.credentials.length === 0 ? (
          t('None given yet')
        ) : (
          <Credentials key="c" store={store} />
        ),
      ],
      [t('Connected'), <Time key="since" at={store.createdAt} />],
    ]}
  />
)

/** Called as in the form in which they are given. */
function Credentials({ store }: { store: StoreView }) {
  const { data } = useQuery(platformList)
  const fields = data?.platforms.find(({ platform }) => platform === store.platform)?.fields ?? []
  const labelOf = (name: string) =>
    fromServer(fields.find((field) => field.name === name)?.label ?? name)
  return store.credentials.map(({ name, isOldValidUntil }, index) => (
    <span key={name}>
      {index > 0 && ', '}
      {labelOf(name)}
      {isOldValidUntil && (
        <>
          {' '}
          <Sentence
            says="(the old one until <time/>)"
            parts={{ time: <Time at={isOldValidUntil} /> }}
          />
        </>
      )}
    </span>
  ))
}

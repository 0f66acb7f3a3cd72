import { Button, Progress } from '@mantine/core'
import type { SetupView } from '#contract/settings'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Demo } from './demo.tsx'
import { type SetupStep, useSetup } from './use-setup.ts'
import classes from './welcome.module.css'

export function WelcomePage() {
  const { setup, done, of, isHidden, hide } = useSetup()
  return (
    <Page
      title={t('Get started')}
      description={t('Four steps from an empty shop to the first order. Take them in any order.')}
      actions={
        <Button variant="default" onClick={() => hide(!isHidden)}>
          {isHidden ? t('Show it in the menu again') : t('Hide it from the menu')}
        </Button>
      }
    >
      <Section
        title={t('Set up')}
        description={t('{{done}} of {{of}} done', { done, of })}
        actions={
          <Progress
            className={classes['progress']}
            value={(100 * done) / of}
            aria-label={t('How far it is')}
          />
        }
      >
        <Loaded query={setup}>{(data) => <Steps setup={data} />}</Loaded>
      </Section>
      {setup.data && <Demo demo={setup.data.demo} />}
    </Page>
  )
}

const Steps = ({ setup }: { setup: SetupView }) => (
  <ol className={classes['steps']}>
    {STEPS.map(({ step, title, says, to, verb }) => (
      <li key={step}>
        <div>
          <h3>{title}</h3>
          <p>{says}</p>
        </div>
        {setup[step] ? (
          <StatusBadge tone="good">{t('Done')}</StatusBadge>
        ) : (
          <AppLink to={to} size="sm">
            {verb}
          </AppLink>
        )}
      </li>
    ))}
  </ol>
)

type StepWords = { step: SetupStep; title: string; says: string; to: string; verb: string }

const STEPS: readonly StepWords[] = [
  {
    step: 'store',
    title: t('Connect a store'),
    says: t('Shopify, WooCommerce, Amazon and others. Whether it answers is tried at once.'),
    to: '/channels',
    verb: t('Connect a store'),
  },
  {
    step: 'products',
    title: t('Bring in your products'),
    says: t(
      'Create them from what your store sells, on its page, or bring a CSV file with a row for each.',
    ),
    to: '/products',
    verb: t('Go to products'),
  },
  {
    step: 'stock',
    title: t('Say how much you have'),
    says: t('Count once. From then on every order of every store takes from the same shelf.'),
    to: '/stock',
    verb: t('Go to stock'),
  },
  {
    step: 'order',
    title: t('See the first order arrive'),
    says: t('It appears by itself, with its stock reserved, a moment after a store has sent it.'),
    to: '/orders',
    verb: t('Watch the orders'),
  },
]

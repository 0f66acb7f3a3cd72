import { Progress } from '@mantine/core'
import { DemoCleared, type SetupView } from '#contract/settings'
import { send } from '#kit/api.ts'
import { Confirm } from '#kit/confirm.tsx'
import { t } from '#kit/i18n.ts'
import { Inset, Section } from '#kit/page.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../session.ts'
import { setupQuery } from './use-setup.ts'
import classes from './welcome.module.css'

/** Percent that are shown before anything is done, so that people see that it has begun. */
const BEGUN = 4

/** Every page shows something else afterwards. */
const ALL = [[]]

export function Demo({ demo }: { demo: SetupView['demo'] }) {
  const mayEdit = useMay('settings.edit')
  return (
    <Section
      title={t('Demo data')}
      description={t(
        'A small made-up shop to look around in: products, stock, and a month of orders.',
      )}
      actions={mayEdit && (demo.isThere ? <Clear canClear={demo.canClear} /> : <Fill {...demo} />)}
    >
      <Inset>
        <p className={classes['words']} role="status">
          {wordsOf(demo)}
        </p>
        {demo.filling && (
          <Progress
            mt="sm"
            animated
            value={Math.max(BEGUN, (100 * demo.filling.done) / demo.filling.of)}
            aria-label={t('How far the demo is')}
          />
        )}
      </Inset>
    </Section>
  )
}

function wordsOf({ isThere, canFill, canClear, filling }: SetupView['demo']): string {
  if (filling) return t('It is being filled. You may go on; it goes on by itself.')
  if (isThere && canClear) {
    return t('It is there now. Clearing it takes away all that it has brought, and nothing else.')
  }
  if (isThere) {
    return t(
      'It is there, and there is more than it: orders of your own, or something that leads to it. ' +
        'So it cannot be cleared any more; archive its products instead.',
    )
  }
  if (canFill)
    return t('The shop is empty. The demo can be cleared again until you sell something.')
  return t('It is only put into a shop without products and orders, and never in production.')
}

function Fill({ canFill }: { canFill: boolean }) {
  const fill = useChange({
    run: () => send('POST', '/demo', {}),
    refresh: [setupQuery.queryKey],
  })
  if (!canFill) return null
  return (
    <Confirm
      label={t('Fill with demo data')}
      title={t('Fill with demo data')}
      says={t(
        '24 products with stock, and 300 orders of the last 30 days. Nobody is called or charged. ' +
          'Simulated stores begin to sell once it is there.',
      )}
      verb={t('Fill it')}
      color="water"
      busy={fill.isPending}
      onConfirm={() => fill.mutateAsync()}
    />
  )
}

const CLEARED = t(
  'Its orders, customers, products, stock and simulated stores are removed for ever. As soon as ' +
    'something of your own hangs on them, nothing at all is removed.',
)

function Clear({ canClear }: { canClear: boolean }) {
  const clear = useChange({
    run: () => send('DELETE', '/demo', undefined, DemoCleared),
    refresh: ALL,
    done: ({ orders, products }) =>
      t('Cleared: {{orders}} orders and {{products}} products.', { orders, products }),
  })
  if (!canClear) return null
  return (
    <Confirm
      label={t('Clear demo data')}
      title={t('Clear demo data')}
      says={CLEARED}
      verb={t('Clear it')}
      busy={clear.isPending}
      onConfirm={() => clear.mutateAsync()}
    />
  )
}

import type { StoreView } from '#contract/channels'
import { fromServer, t } from '#kit/i18n.ts'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'

const STATES: Record<StoreView['state'], [Tone, string]> = {
  active: ['good', t('Connected')],
  paused: ['quiet', t('Paused')],
  disconnected: ['bad', t('Disconnected')],
}

type Standing = Pick<StoreView, 'state' | 'missing' | 'trouble'>

/** What is not known to be well is not shown as if it was. */
export function StoreState({ store }: { store: Standing }) {
  const [tone, words] = standingOf(store)
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}

export const isWell = ({ state, missing, trouble }: Standing): boolean =>
  state === 'active' && missing.length === 0 && trouble === null

/**
 * Those that should run and do not come first, then those that run, then those that somebody has
 * switched off: where only a few are shown, what is wrong is among them.
 */
export const inOrderOfCare = <Store extends Standing>(stores: readonly Store[]): Store[] =>
  stores.toSorted((a, b) => careOf(a) - careOf(b))

const CARE: Record<Standing['state'], number> = { active: 0, disconnected: 2, paused: 3 }

const careOf = (store: Standing): number => (isWell(store) ? 1 : CARE[store.state])

function standingOf({ state, missing, trouble }: Standing): [Tone, string] {
  if (state !== 'active') return STATES[state]
  if (missing.length > 0) return ['warn', t('Credentials missing')]
  return trouble ? ['bad', t('Cannot be asked')] : STATES[state]
}

/** Why it is not well, for its own page. */
export function wordsOfTrouble({ missing, trouble }: Standing): string | undefined {
  if (missing.length > 0) {
    return t('Not given yet: {{credentials}}', { credentials: missing.map(fromServer).join(', ') })
  }
  return trouble ? fromServer(trouble.words) : undefined
}

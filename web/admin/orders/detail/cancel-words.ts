import type { OrderView } from '#contract/orders'
import { plural, t } from '#kit/i18n.ts'
import { isSoldByUs } from './open-steps.ts'
import { partsOf, sumsOf } from './pieces.ts'

type Cancelled = Pick<OrderView, 'id' | 'externalId' | 'store' | 'fulfilment' | 'lines'>

/** What becomes of the pieces, and whether the store hears of it. */
export function cancelWords(
  order: Cancelled,
  pieces: number,
  takesPieces: boolean | undefined,
): string {
  if (order.fulfilment === 'none' && pieces === sumsOf(partsOf(order, 'cancelLines'), {}).open) {
    return t('That is all of it, so the order is cancelled. This cannot be taken back.')
  }
  const back = plural(
    pieces,
    'One piece goes back on sale at once.',
    '{{count}} pieces go back on sale at once.',
  )
  return isSoldByUs(order) ? back : `${back} ${storeWords(order.store.name, takesPieces)}`
}

/** A platform that takes single pieces may still refuse it; not everybody may ask which does. */
function storeWords(store: string, takesPieces: boolean | undefined): string {
  if (takesPieces === undefined) {
    return t('“At the store” then says whether {{store}} took them out.', { store })
  }
  return takesPieces
    ? t('{{store}} is told; “At the store” then says whether it took them out.', { store })
    : t(
        '{{store}} is not told: cancel it there as well. What the order costs follows from there.',
        { store },
      )
}

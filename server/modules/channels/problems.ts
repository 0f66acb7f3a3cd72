import { defineProblems, Problem } from '#platform/problem.ts'

export const ChannelProblem = defineProblems({
  platform_unknown: [400, 'There is no such platform. The list is at /api/v1/platforms.'],
  store_not_found: [404, 'There is no such store.'],
  store_ambiguous: [409, 'Several stores are called so. Say the id of the one that is meant.'],
  outgoing_not_found: [404, 'There is nothing of the kind that the platform was told.'],
  outgoing_not_refused: [
    409,
    'It is done, or still tried by itself, so there is nothing to push again.',
  ],
  refund_own_order: [409, 'No platform has sold this order: cancel it, and its money goes back.'],
  refund_disconnected: [409, 'Its store is disconnected. Connect it again, or refund it there.'],
  refund_not_supported: [409, 'The platform of this order is not told of refunds from here.'],
  refund_trial: [409, 'A trial order has no money that could go back.'],
  refund_erased: [409, 'Its customer was erased, so it must be refunded on the platform itself.'],
  refund_not_taken: [409, 'Its money has not been taken. Cancel the order instead.'],
  refund_nothing_left: [409, 'All of its money has gone back, or is on its way.'],
  refund_too_large: [409, 'It is more than can still be given back. Ask for less.'],
  refund_of_nothing: [422, 'These lines have cost nothing. Say how much is given back.'],
  refund_lines_wrong: [422, 'There are not so many pieces of this line that can be given back.'],
  order_not_found: [404, 'There is no such order.'],
  store_taken: [409, 'This account is connected already.'],
  store_changed: [412, 'Somebody else has changed this store. Load it again, then repeat.'],
  store_is_own: [409, 'The own website is a part of the shop; it cannot be paused or removed.'],
  not_supported: [409, 'This platform has no interface for that.'],
  credentials_missing: [409, 'The credentials that this needs have not been given yet.'],
  platform_refused: [422, 'The platform did not do what was asked.'],
  connection_refused: [422, 'The platform refused, so nothing was kept.'],
  listing_not_found: [404, 'There is no such listing.'],
  listing_changed: [412, 'Somebody else has changed this listing. Load it again, then repeat.'],
  nothing_to_push: [409, 'Only an active listing with a SKU has a number to push.'],
  sku_unknown: [422, 'There is no such SKU in the catalog.'],
})

/** With the reason in the sentence itself: it is all that the person needs. */
export function refusedBecause(code: 'platform_refused' | 'connection_refused', problem: string) {
  const { status, message } = ChannelProblem[code]()
  return new Problem(code, status, `${message} ${problem}`, { problem })
}

import { defineProblems } from '#platform/problem.ts'

export const ChannelProblem = defineProblems({
  platform_unknown: [400, 'There is no such platform. The list is at /api/v1/platforms.'],
  store_not_found: [404, 'There is no such store.'],
  outgoing_not_found: [404, 'There is nothing of the kind that the platform was told.'],
  outgoing_not_refused: [409, 'It was not refused, so there is nothing to push again.'],
  order_not_found: [404, 'There is no such order.'],
  store_taken: [409, 'This account is connected already.'],
  store_changed: [412, 'Somebody else has changed this store. Load it again, then repeat.'],
  store_is_own: [409, 'The own website is a part of the shop; it cannot be paused or removed.'],
  not_supported: [409, 'This platform has no interface for that.'],
  credentials_missing: [409, 'The credentials that this needs have not been given yet.'],
  platform_refused: [502, 'The platform did not do what was asked.'],
  listing_not_found: [404, 'There is no such listing.'],
  listing_changed: [412, 'Somebody else has changed this listing. Load it again, then repeat.'],
  nothing_to_push: [409, 'Only an active listing with a SKU has a number to push.'],
  sku_unknown: [422, 'There is no such SKU in the catalog.'],
})

import type { Lossless } from '#platform/lossless-json.ts'
import type { Api } from './api.ts'
import { marketplaceOf } from './regions.ts'

/** How many listings a page holds, and how many SKUs may be asked for at once. */
export const SEARCHED_MAX = 20

export async function searchListings(
  api: Api,
  query: Readonly<Record<string, string>>,
): Promise<Lossless | undefined> {
  const { json } = await api.call({
    operation: 'searchListings',
    method: 'GET',
    path: `/listings/2021-08-01/items/${encodeURIComponent(api.connection.uid)}`,
    query: {
      marketplaceIds: marketplaceOf(api.connection.credentials),
      pageSize: String(SEARCHED_MAX),
      ...query,
    },
  })
  return json
}

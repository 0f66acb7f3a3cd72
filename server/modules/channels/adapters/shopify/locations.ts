import { ChannelFailure } from '../../adapter.ts'
import { at } from '../shape/json.ts'
import type { Api } from './api.ts'
import { tailOf } from './ids.ts'

/** The location where the shop keeps its stock, unless a setting of the store says another one. */
export async function primaryLocation(api: Api): Promise<string> {
  const data = await api.graphql('query { location { id name } }', {}, true)
  const id = tailOf(at(data, 'location', 'id'))
  if (id === null) throw new ChannelFailure('rejected', 'the shop has no location for its stock')
  return id
}

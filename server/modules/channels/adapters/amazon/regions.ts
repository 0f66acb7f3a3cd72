import { ChannelFailure, type Connection } from '../../adapter.ts'

const HOSTS: Record<string, string> = {
  na: 'https://sellingpartnerapi-na.amazon.com',
  eu: 'https://sellingpartnerapi-eu.amazon.com',
  fe: 'https://sellingpartnerapi-fe.amazon.com',
}

/** The region of each marketplace; India belongs to Europe. */
const REGION_OF: Record<string, string> = {
  ...Object.fromEntries(
    ['ATVPDKIKX0DER', 'A2EUQ1WTGCTBG2', 'A1AM78C64UM0Y8', 'A2Q3Y263D00KWC'].map((id) => [id, 'na']),
  ),
  ...Object.fromEntries(
    ['A1VC38T7YXB528', 'A39IBJ37TRP1C6', 'A19VAU5U5O7RUS'].map((id) => [id, 'fe']),
  ),
}

export function addressesOf({ baseUrl, credentials }: Connection) {
  if (baseUrl !== null) {
    const root = baseUrl.replace(/\/+$/, '')
    return { root, tokens: `${root}/auth/o2/token` }
  }
  const region =
    credentials['region']?.trim().toLowerCase() ?? REGION_OF[marketplaceOf(credentials)]
  const root = HOSTS[region ?? 'eu']
  if (!root) throw new ChannelFailure('credentials', 'The region must be na, eu or fe.')
  return { root, tokens: 'https://api.amazon.com/auth/o2/token' }
}

export const marketplaceOf = (credentials: Connection['credentials']): string =>
  credentials['marketplaceId'] ?? ''

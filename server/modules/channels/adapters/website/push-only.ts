import { ChannelFailure, type Client, type Connection } from '../../adapter.ts'

const WORDS = 'This store only posts orders to us. Give it a base address to ask it for orders.'

/** The client of a store without an address: it only posts, and cannot be asked. */
export const pushOnly = ({ uid }: Connection): Client => ({
  hasNoList: true,
  test: async () => ({ name: uid, details: [WORDS] }),
  fetchOrder: async () => undefined,
  async listOrders() {
    throw new ChannelFailure('rejected', WORDS)
  },
})

import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'

/** Where a server of the test listens from now on: on this machine alone. */
export async function hostOf(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

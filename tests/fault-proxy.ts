import net from 'node:net'

export type FaultProxy = {
  port: number
  /** Packets are swallowed in both directions, as by a dead switch: nobody is told anything. */
  blackHole(on: boolean): void
  /** Every connection is cut at once. */
  cut(): void
  close(): Promise<void>
}

/** Stands between the product and a server that it needs, and breaks the line on demand. */
export async function faultProxy(target: { host: string; port: number }): Promise<FaultProxy> {
  const pairs = new Set<[net.Socket, net.Socket]>()
  let silent = false
  const server = net.createServer((near) => {
    const far = net.connect(target.port, target.host)
    const pair: [net.Socket, net.Socket] = [near, far]
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => {
        if (!silent) to.write(chunk)
      })
      from.on('close', end)
      from.on('error', end)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }
  return {
    port: (server.address() as net.AddressInfo).port,
    blackHole: (on) => {
      silent = on
    },
    cut,
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

import net from 'node:net'

export type LoadPlan = {
  url: string
  connections: number
  durationMs: number
  headers: Record<string, string>
  /** One request; called for each, so that keys and SKUs differ. */
  next: () => { method: string; path: string; body?: string; headers?: Record<string, string> }
}

export type LoadResult = {
  perSecond: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  statuses: Record<string, number>
}

/**
 * Keeps every connection busy with one request after the other. It speaks HTTP over plain sockets,
 * because a full client costs as much processor as the server that is measured.
 */
export async function httpLoad(plan: LoadPlan): Promise<LoadResult> {
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const startedAt = performance.now()
  const end = startedAt + plan.durationMs
  const note = (status: string, ms: number) => {
    statuses[status] = (statuses[status] ?? 0) + 1
    times.push(ms)
  }
  const workers = Array.from({ length: plan.connections }, () => keepBusy(plan, end, note))
  await Promise.all(workers)
  const seconds = (performance.now() - startedAt) / 1_000
  times.sort((a, b) => a - b)
  const at = (part: number) => Number((times[Math.floor(part * times.length)] ?? 0).toFixed(2))
  return {
    perSecond: Math.round(times.length / seconds),
    ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), statuses },
  }
}

function keepBusy(
  plan: LoadPlan,
  end: number,
  note: (status: string, ms: number) => void,
): Promise<void> {
  const { hostname, port, host } = new URL(plan.url)
  const common = Object.entries({ host, ...plan.headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname)
    socket.setNoDelay(true)
    socket.on('error', reject)
    let received = Buffer.alloc(0)
    let sentAt = 0
    const send = () => {
      const now = performance.now()
      if (now >= end) {
        socket.end()
        return resolve()
      }
      sentAt = now
      socket.write(textOf(plan.next(), common))
    }
    socket.on('connect', send)
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const status = completeReply(received)
      if (status === undefined) return
      received = Buffer.alloc(0)
      note(status, performance.now() - sentAt)
      send()
    })
  })
}

function textOf(request: ReturnType<LoadPlan['next']>, common: string): string {
  const { method, path, body = '', headers = {} } = request
  const own = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`
  const type = body ? 'content-type: application/json\r\n' : ''
  return `${method} ${path} HTTP/1.1\r\n${common}${own}${type}${length}\r\n${body}`
}

/** The status of a reply that has arrived whole; our server always says how long it is. */
function completeReply(received: Buffer): string | undefined {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const text = received.toString('latin1', 0, head)
  const length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0)
  return received.length >= head + 4 + length ? text.slice(9, 12) : undefined
}

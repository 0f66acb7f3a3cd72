import net from 'node:net'

export type LoadPlan = {
  url: string
  connections: number
  durationMs: number
  headers: Record<string, string>
  /** Gives the next request; called for each one, so that keys and SKUs differ. */
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
 * Sends one request after the other on every connection. It speaks HTTP over plain sockets, because
 * a complete client would take as much processor time as the server that is measured.
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
  const common = fieldsOf({ host, ...plan.headers })
  return new Promise((resolve, reject) => {
    let waiting: Buffer | undefined
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
    const onChunk = (chunk: Buffer) => {
      const received = waiting ? Buffer.concat([waiting, chunk]) : chunk
      const status = completeReply(received)
      // The bytes are copied, because the next chunk is written to the same place.
      waiting = status === undefined ? Buffer.from(received) : undefined
      if (status === undefined) return
      note(status, performance.now() - sentAt)
      send()
    }
    const buffer = Buffer.alloc(CHUNK_BYTES)
    const callback = (bytes: number) => {
      onChunk(buffer.subarray(0, bytes))
      return true
    }
    // Reads without a stream in between, which would take a quarter of the time of a request here.
    const socket = net.connect({ port: Number(port), host: hostname, onread: { buffer, callback } })
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('connect', send)
  })
}

const CHUNK_BYTES = 16 * 1_024

const fieldsOf = (headers: Record<string, string>): string => {
  let text = ''
  for (const name in headers) text += `${name}: ${headers[name]}\r\n`
  return text
}

function textOf(request: ReturnType<LoadPlan['next']>, common: string): string {
  const { method, path, body = '', headers = {} } = request
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`
  const type = body ? 'content-type: application/json\r\n' : ''
  const fields = `${common}${fieldsOf(headers)}${type}${length}`
  return `${method} ${path} HTTP/1.1\r\n${fields}\r\n${body}`
}

const LENGTH = 'content-length: '

/** The status of a complete reply. Our server always sends its length. */
function completeReply(received: Buffer): string | undefined {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const text = received.toString('latin1', 0, head)
  const length = Number.parseInt(text.slice(text.indexOf(LENGTH) + LENGTH.length), 10)
  return received.length >= head + 4 + length ? text.slice(9, 12) : undefined
}

import { Agent, buildConnector, type Dispatcher } from 'undici'
import type { FailureReason } from './failure.ts'
import { AddressRefused, guardedLookup, hostAndPort, refusalOf, type Resolve } from './guard.ts'

export type Message = {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | Uint8Array | undefined
  replyMaxBytes: number
  guarded: boolean
  /**
   * Called when the first byte may have been sent: from then on the other side may have done
   * something.
   */
  onSent: () => void
}

export type Reply = {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Uint8Array
}

/** An attempt that brought no reply. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure'
  readonly reason: FailureReason

  constructor(reason: FailureReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

/** How a call ends whose time is over. */
export const TOO_LATE = ['timeout', 'no reply within the time limit'] as const

export type Sender = {
  send(message: Message, signal: AbortSignal): Promise<Reply>
  close(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 5_000

/** Keeps two sets of connections, so that a guarded request never uses an unguarded connection. */
export function createSender(allowPrivate: () => ReadonlySet<string>, resolve: Resolve): Sender {
  const options = { keepAliveTimeout: 4_000, keepAliveMaxTimeout: 60_000, allowH2: false }
  const open = new Agent({ ...options, connect: { timeout: CONNECT_TIMEOUT_MS } })
  const guarded = new Agent({ ...options, connect: guardedConnect(allowPrivate, resolve) })
  return {
    send: (message, signal) => send(message.guarded ? guarded : open, message, signal),
    close: async () => {
      await Promise.all([open.destroy(), guarded.destroy()])
    },
  }
}

/** Checks again when the connection is made, because a numeric address is never looked up. */
function guardedConnect(
  allowPrivate: () => ReadonlySet<string>,
  resolve: Resolve,
): buildConnector.connector {
  const common = { timeout: CONNECT_TIMEOUT_MS, allowH2: false }
  const plain = buildConnector(common)
  // `lookup` is an option of the underlying sockets, to which the connector passes it on.
  const checked = buildConnector({ ...common, lookup: guardedLookup(resolve) })
  return (options, callback) => {
    const href = `${options.protocol}//${options.host ?? options.hostname}`
    const allowed = allowPrivate()
    const refusal = refusalOf(href, allowed)
    if (refusal) return callback(new AddressRefused(`the address ${refusal}`), null)
    const isException = allowed.has(hostAndPort(new URL(href)))
    return isException ? plain(options, callback) : checked(options, callback)
  }
}

function send(agent: Dispatcher, message: Message, signal: AbortSignal): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const attempt = new Attempt(message, resolve, reject)
  const onAbort = () => attempt.abort(...TOO_LATE)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  else {
    const { method, url, headers, body = null } = message
    const path = url.pathname + url.search
    agent.dispatch({ origin: url.origin, path, method, headers, body }, attempt)
  }
  return promise.finally(() => signal.removeEventListener('abort', onAbort))
}

/** Follows one request through undici, to know whether a byte of it may have been sent. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #message: Message
  readonly #resolve: (reply: Reply) => void
  readonly #reject: (failure: SendFailure) => void
  #controller: Dispatcher.DispatchController | undefined
  #failure: SendFailure | undefined
  #status = 0
  #headers: Reply['headers'] = {}
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(
    message: Message,
    resolve: (reply: Reply) => void,
    reject: (failure: SendFailure) => void,
  ) {
    this.#message = message
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Until the request is written there is no controller; it is then refused when it starts. */
  abort(reason: FailureReason, message: string): void {
    this.#failure ??= new SendFailure(reason, message)
    this.#controller?.abort(this.#failure)
    this.#reject(this.#failure)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#failure) return controller.abort(this.#failure)
    this.#controller = controller
    this.#message.onSent()
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Reply['headers'],
  ): void {
    this.#status = status
    this.#headers = headers
    this.#checkSize(Number(headers['content-length'] ?? 0))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    this.#chunks.push(chunk)
    this.#checkSize(this.#bytes)
  }

  #checkSize(bytes: number): void {
    const maxBytes = this.#message.replyMaxBytes
    if (bytes <= maxBytes) return
    this.#chunks = []
    this.abort('reply_too_large', `the reply is larger than ${maxBytes} bytes`)
  }

  onResponseEnd(): void {
    this.#resolve({
      status: this.#status,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks, this.#bytes),
    })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(this.#failure ?? failureOf(error, this.#controller !== undefined))
  }
}

function failureOf(error: Error, sent: boolean): SendFailure {
  if (error instanceof AddressRefused) {
    return new SendFailure('address_refused', error.message, error)
  }
  const reason = sent ? 'connection_lost' : 'unreachable'
  const words = (error as NodeJS.ErrnoException).code ?? error.name
  const text = sent
    ? `the connection was lost (${words})`
    : `no connection could be made (${words})`
  return new SendFailure(reason, text, error)
}

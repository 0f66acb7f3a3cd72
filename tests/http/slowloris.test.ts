import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Routes } from '#platform/routes.ts'
import { z } from 'zod'
import { httpStage } from './stage.ts'

const CUT_WITHIN_MS = 15_000
const LARGE_BYTES = 20_000_000

const routes: Routes = (app) => {
  app.post('/echo', {
    config: { permission: 'anyone' },
    schema: { body: z.looseObject({}) },
    handler: () => 'ok',
  })
  app.get('/large', { config: { permission: 'anyone' } }, () => 'x'.repeat(LARGE_BYTES))
}

type Slow = { socket: Socket; drip?: string }

async function dial(address: string, first: string, drip?: string): Promise<Slow> {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.resume()
  socket.write(first)
  return { socket, ...(drip && { drip }) }
}

const headers = (address: string) => dial(address, 'POST / HTTP/1.1\r\nhost: x\r\n', 'a: b\r\n')
const body = (address: string) =>
  dial(
    address,
    'POST /api/v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n',
    ' ',
  )
const silence = (address: string) => dial(address, '')
async function reader(address: string): Promise<Slow> {
  const slow = await dial(address, 'GET /api/v1/large HTTP/1.1\r\nhost: x\r\n\r\n')
  slow.socket.pause()
  return slow
}

test('slow connections are cut within 15 s, and others do not notice', async () => {
  const limits = { PENSTOCK_RATE_LIMITS: 'off' }
  await using stage = await httpStage(routes, limits)
  const address = await stage.listen()
  await using cleanUp = new AsyncDisposableStack()
  const kinds = [
    ...Array<typeof headers>(380).fill(headers),
    ...Array<typeof body>(350).fill(body),
    ...Array<typeof silence>(60).fill(silence),
    ...Array<typeof reader>(10).fill(reader),
  ]
  const slow = await Promise.all(kinds.map((kind) => kind(address)))
  const patient = await reader(address)
  cleanUp.defer(() => {
    for (const { socket } of [...slow, patient]) socket.destroy()
  })
  const dripping = setInterval(() => {
    for (const { socket, drip } of slow) if (drip && socket.writable) socket.write(drip)
    // This one reads slowly too, but it does read.
    for (let sip = 0; sip < 8; sip++) patient.socket.read()
  }, 1_000)
  cleanUp.defer(() => clearInterval(dripping))

  const passed = ownTime()
  const open = () => slow.filter(({ socket }) => !isCut(socket)).length
  const waitsMs: number[] = []
  while (open() > 0 && passed() < CUT_WITHIN_MS) {
    const waited = ownTime()
    const reply = await fetch(`${address}/livez`)
    expect(await reply.json()).toEqual({ status: 'ok' })
    waitsMs.push(waited())
    await wait(50)
  }
  expect(open()).toBe(0)
  expect(waitsMs.length).toBeGreaterThan(10)
  expect(waitsMs.toSorted((a, b) => a - b)[Math.floor(waitsMs.length * 0.95)]).toBeLessThan(500)
  expect(isCut(patient.socket)).toBe(false)
})

/**
 * Milliseconds in which this process worked or had nothing to do: those in which other tests had
 * the processor say nothing of the server.
 */
function ownTime(): () => number {
  const [cpu, loop] = [process.cpuUsage(), performance.eventLoopUtilization()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return performance.eventLoopUtilization(loop).idle + (user + system) / 1_000
  }
}

/** A paused reader sees the end only behind what it has not read; a write tells it earlier. */
function isCut(socket: Socket): boolean {
  if (socket.closed || socket.readableEnded) return true
  if (socket.isPaused() && socket.writable) socket.write('\r\n')
  return socket.destroyed || !socket.writable
}

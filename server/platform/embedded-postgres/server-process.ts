import { type ChildProcessByStdio, spawn } from 'node:child_process'
import os from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { StartError } from '../start-error.ts'
import { addressOf, type Cluster } from './cluster.ts'
import { explain } from './explain.ts'
import { readPidFile } from './pid-file.ts'
import { privateFolder } from './private-folder.ts'
import { spawnOptions } from './run.ts'
import { openServerLog } from './server-log.ts'

export type ServerProcess = {
  /** Resolves when PostgreSQL has ended, for whatever reason. */
  ended: Promise<void>
  stop(): Promise<void>
}

/**
 * A shell between this process and PostgreSQL. It reads a pipe whose other end this process holds.
 * When this process ends, even by SIGKILL, the pipe closes and the shell asks PostgreSQL for a fast
 * and clean shutdown. It repeats that until PostgreSQL is gone, because a signal in the first
 * milliseconds of its life would be lost.
 */
const WATCHDOG = `
folder=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- >&2 &
server=$!
echo $server
{
  while read -r _ <&3; do :; done
  while kill -INT $server 2>/dev/null; do sleep 0.2; done
} >/dev/null &
watcher=$!
wait $server
code=$?
kill $watcher 2>/dev/null
rm -rf "$folder"
exit $code
`

const READY_TIMEOUT_MS = 600_000 // After a crash, gigabytes of changes may have to be replayed.
const STOP_TIMEOUT_MS = 60_000
const POLL_MS = 15

type Watched = ChildProcessByStdio<Writable, Readable, null>

/** Starts PostgreSQL on `port` and waits until it takes connections. */
export async function launch(cluster: Cluster, port: number): Promise<ServerProcess> {
  const startedAt = Date.now()
  const log = openServerLog(cluster.dataDir)
  const child = spawnWatched(cluster, port, log.fd)
  let isOver = false
  const ended = endOf(child).then(() => {
    isOver = true
    log.close()
  })
  const pid = Number(await Promise.race([firstLine(child.stdout), ended]))

  while (!isOver && !isReady(cluster.dataDir, pid, startedAt)) {
    if (Date.now() - startedAt > READY_TIMEOUT_MS) child.stdin.end()
    await Promise.race([delay(POLL_MS), ended])
  }
  if (isOver) throw new StartError(explain(log.read(), cluster.dataDir))
  return { ended, stop: () => stop(child.stdin, pid, ended) }
}

function spawnWatched(cluster: Cluster, port: number, log: number): Watched {
  const socketDir = privateFolder(cluster.account)
  const command = commandOf(cluster, port, socketDir)
  return spawn('/bin/sh', ['-c', WATCHDOG, 'postgres-watchdog', socketDir, ...command], {
    ...spawnOptions({ account: cluster.account, folder: cluster.dataDir }),
    stdio: ['pipe', 'pipe', log],
    detached: true, // The Ctrl-C of a terminal is for us; PostgreSQL is stopped last.
  }) as Watched
}

function commandOf(cluster: Cluster, port: number, socketDir: string): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: socketDir,
    wal_level: 'logical', // So that a move to another server needs no stop.
    shared_buffers: `${sharedBuffersMiB(memoryMiB())}MB`,
    max_connections: '200',
    max_wal_size: '4GB',
    min_wal_size: '1GB', // A file that is used again does not have to be filled with zeros first.
    checkpoint_timeout: '15min',
    cluster_name: 'penstock',
    ...cluster.settings,
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return [cluster.binaries.postgres, '-D', addressOf(cluster, cluster.dataDir), ...options]
}

const MIB = 1_024 * 1_024

/** A container may have less memory than its machine. */
const memoryMiB = (): number => Math.min(os.totalmem(), process.constrainedMemory()) / MIB

/**
 * A share of the memory, as a page that has to be fetched from the system takes twenty times as
 * long: with too few, a shop of millions of orders is searched slowly. The memory is only taken
 * when it is used.
 */
export const sharedBuffersMiB = (memory: number): number =>
  Math.floor(Math.min(Math.max(memory / 8, 128), 4_096))

async function endOf(child: Watched): Promise<void> {
  // That the reader of the pipe is gone can be ignored: the end of the process is noticed anyway.
  child.stdin.on('error', () => {})
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  child.stdin.destroy() // Should only the shell have died, its watcher now stops the server.
  child.stdout.destroy()
}

/** The file of a killed server says "ready" as well, so its process id and time must match. */
function isReady(dataDir: string, pid: number, startedAt: number): boolean {
  const found = readPidFile(dataDir)
  return found?.pid === pid && found.status === 'ready' && found.startedAt >= startedAt - 2_000
}

async function stop(pipe: Writable, pid: number, ended: Promise<void>): Promise<void> {
  pipe.end()
  const timer = setTimeout(() => process.kill(pid, 'SIGQUIT'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(timer)
}

function firstLine(stream: Readable): Promise<string> {
  return new Promise((resolve) => {
    stream.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
}

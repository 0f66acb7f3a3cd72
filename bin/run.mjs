import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * A busy server makes much that is soon forgotten. With room for it, little of it is moved about:
 * a tenth more orders a second, and no more memory while nobody calls. The image and the benches
 * start it so too.
 */
const SERVER_FLAGS = ['--max-semi-space-size=64']

/**
 * Runs the script to its end, passes signals on, and gives back its exit code. The server gets a
 * group of its own, so that the Ctrl-C of a terminal reaches it once, through us; and a channel
 * that closes when we die, so that it never outlives us.
 */
export function runOn(node, root, { script, args, isServer = false }) {
  return new Promise((resolve, reject) => {
    const flags = isServer ? SERVER_FLAGS : []
    const child = spawn(node, [...flags, path.join(root, script), ...args], {
      cwd: root,
      env: environment(node, root, script),
      stdio: ['inherit', 'inherit', 'inherit', ...(isServer ? ['ipc'] : [])],
      detached: isServer && process.platform !== 'win32',
    })
    forwardSignals(child, isServer)
    if (isServer) endWithNpm(child)
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]))
  })
}

function environment(node, root, script) {
  const paths = [path.dirname(node), process.env.PATH ?? '']
  const env = { ...process.env, PATH: paths.join(path.delimiter) }
  if (script.startsWith('server/')) {
    // Parsed once and kept: the second start needs half the time.
    env.NODE_COMPILE_CACHE ??= path.join(root, '.cache/compile')
  } else if (process.env.CI) env.NO_COLOR ??= '1'
  return env
}

const SAME_MS = 300

function forwardSignals(child, isServer) {
  const hadTerminal = hasTerminal()
  let last = { signal: '', at: 0 }
  const forward = (signal) => {
    const now = Date.now()
    // The terminal tells npm and us, and npm tells us again: that is one Ctrl-C, not two.
    const isEcho = signal === last.signal && now - last.at < SAME_MS
    last = { signal, at: now }
    if (!isEcho) child.kill(signal)
  }
  process.on('SIGTERM', forward)
  process.on('SIGINT', (signal) => {
    // Other commands are in the terminal's group and have heard it themselves.
    if (isServer || !hadTerminal) forward(signal)
  })
  process.on('SIGHUP', (signal) => {
    // From an operator it means "read the configuration again"; from a closed terminal "end".
    forward(hadTerminal && !hasTerminal() ? 'SIGTERM' : signal)
  })
}

const LOOK_EVERY_MS = 500

/** A signal to npm ends the shell in which npm runs us, and that shell does not pass it on. */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, LOOK_EVERY_MS)
  timer.unref()
}

function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

import { spawn } from 'node:child_process'
import path from 'node:path'

/** Runs a program to its end and keeps what it prints; a signal to us ends it first. */
export function capture(file, args, { root, lock }) {
  return new Promise((resolve) => {
    const shell = process.platform === 'win32'
    const stdio = ['ignore', 'pipe', 'pipe']
    const child = spawn(file, args, { cwd: root, env: environment(root), stdio, shell })
    lock.share(child.pid)
    const stopForwarding = endWith(child)
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => {
      stopForwarding()
      resolve({ code: 1, output: String(error), missing: error.code === 'ENOENT' })
    })
    child.on('close', (code) => {
      const signal = stopForwarding()
      if (signal) process.kill(process.pid, signal)
      else resolve({ code, output, missing: false })
    })
  })
}

/** Otherwise npm would go on writing after we have gone, while the next start begins its own. */
function endWith(child) {
  let received
  const end = (signal) => {
    received = signal
    child.kill('SIGTERM')
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, end)
  return () => {
    for (const signal of signals) process.off(signal, end)
    return received
  }
}

/** npm must not run on the Node below node_modules, which it is about to delete. */
function environment(root) {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const others = folders.filter((folder) => !folder.startsWith(path.join(root, 'node_modules')))
  return { ...process.env, PATH: others.join(path.delimiter) }
}

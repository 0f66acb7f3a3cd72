import { constants } from 'node:fs'
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'

// Without windows to draw into they take two thirds of the processor time of a whole browser.
const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell']
const WHOLE = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The headless Chromium of this machine, or the one of the packages, or whatever is installed. */
export async function launchBrowser(): Promise<Browser> {
  const shell = await findInstalled(SHELLS)
  if (shell) return launch(shell)
  return launchPackaged().catch(async (reason: unknown) => {
    const whole = await findInstalled(WHOLE)
    if (!whole) throw reason
    return launch(whole)
  })
}

async function launchPackaged(): Promise<Browser> {
  const folder = await unpacked()
  const own = path.join(folder, 'chromium')
  // The libraries that come along replace those of the machine, so they are only the second try.
  const libraries = {
    LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'),
    FONTCONFIG_PATH: path.join(folder, 'fonts'),
  }
  return launch(own).catch(() => launch(own, libraries))
}

// Inside containers, and as root, Chromium's sandbox is not to be had. The pages are our own. No
// graphics processor is imitated: that took a tenth of all processor time. Nor is a program made
// faster that a page runs once: two files take 86 s like this, and 100 s otherwise.
const ARGS = [
  ...['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  '--js-flags=--no-opt --no-maglev',
]

const launch = (executablePath: string, env: Record<string, string> = {}) =>
  chromium.launch({ executablePath, args: ARGS, env: { ...process.env, ...env } })

async function findInstalled(names: string[]): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).concat('/usr/bin')
  for (const file of folders.flatMap((folder) => names.map((name) => path.join(folder, name)))) {
    if (await isExecutable(file)) return file
  }
  return undefined
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )

/**
 * Unpacked beside its name and then moved there: another test file that starts at the same moment
 * sees a whole browser or none.
 */
async function unpacked(): Promise<string> {
  const cache = path.join(ROOT, '.cache')
  const folder = path.join(cache, 'browser')
  if (await isExecutable(path.join(folder, 'chromium'))) return folder
  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(path.join(cache, 'browser-'))
  await unpackInto(fresh)
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }))
  return folder
}

/** The package unpacks into the temporary folder, whichever that is. */
async function unpackInto(folder: string): Promise<void> {
  const { default: packaged, inflate } = await import('@sparticuz/chromium')
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    await packaged.executablePath()
    const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'))
    await inflate(path.join(path.dirname(entry), '..', 'bin', 'al2023.tar.br'))
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}

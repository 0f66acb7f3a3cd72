import { type Command, type CommandResult, WrongUse } from '#platform/command.ts'
import type { Ctx } from '#platform/context.ts'
import { changeSetting } from './change-setting.ts'
import type { SettingView } from './contract.ts'
import { getSetting, listSettings, showSetting, viewOf } from './list-settings.ts'
import type { Registry, Setting } from './setting.ts'

/** `./penstock settings …` and `./penstock flags …`. */
export const settingsCommands = (registry: Registry): Command[] => [
  {
    name: 'settings list',
    summary: 'List the settings and what they are set to',
    options: {},
    run: async ({ ctx }) => listOf(await listSettings(ctx, registry, 'setting')),
  },
  {
    name: 'settings get',
    words: ['KEY'],
    summary: 'Show one setting: settings get KEY',
    options: {},
    run: async ({ ctx }, _options, [key = '']) =>
      oneOf(await showSetting(ctx, registry, 'setting', key)),
  },
  {
    name: 'settings set',
    words: ['KEY', 'VALUE'],
    summary: 'Change a setting while everything runs: settings set KEY VALUE',
    options: {},
    run: async ({ ctx }, _options, [key = '', text = '']) => {
      const setting = getSetting(registry, 'setting', key)
      return change(ctx, setting, valueOf(setting, text))
    },
  },
  {
    name: 'flags list',
    summary: 'List the feature flags',
    options: {},
    run: async ({ ctx }) => listOf(await listSettings(ctx, registry, 'flag')),
  },
  {
    name: 'flags set',
    words: ['KEY', 'on|off'],
    summary: 'Switch a feature flag: flags set KEY on|off',
    options: {},
    run: async ({ ctx }, _options, [key = '', word = '']) => {
      const flag = getSetting(registry, 'flag', key)
      if (word !== 'on' && word !== 'off') {
        throw new WrongUse(`A flag is on or off, not "${word}".`)
      }
      return change(ctx, flag, word === 'on')
    },
  },
]

async function change(ctx: Ctx, setting: Setting, value: unknown): Promise<CommandResult> {
  return oneOf(viewOf(setting, await changeSetting(ctx, setting, { value })))
}

/** Words are words where the setting takes words; everything else is JSON. */
function valueOf(setting: Setting, text: string): unknown {
  if (setting.schema.safeParse(text).success) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const oneOf = (view: SettingView): CommandResult => ({ json: view, text: lineOf(view) })

const listOf = (views: SettingView[]): CommandResult => ({
  json: views,
  text: views.map((view) => `${lineOf(view)}\n    ${view.help}`).join('\n'),
})

function lineOf({ key, value, version }: SettingView): string {
  const words = typeof value === 'boolean' ? (value ? 'on' : 'off') : wordsOf(value)
  return `${key} = ${words}${version === 0 ? ' (standard)' : ''}`
}

const wordsOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

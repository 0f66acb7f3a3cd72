import type { FastifyRequest } from 'fastify'
import { etagOf, IfMatch, readIfMatch } from '#platform/http/etag.ts'
import type { App, Routes } from '#platform/routes.ts'
import { type ChangeSetting, changeSetting } from './change-setting.ts'
import * as contract from './contract.ts'
import { getSetting, listSettings, showSetting, viewOf } from './list-settings.ts'
import type { Registry } from './setting.ts'

const tags = ['settings']

export const settingsRoutes =
  (registry: Registry): Routes =>
  (app) => {
    settingRoutes(app, registry)
    flagRoutes(app, registry)
  }

function settingRoutes(app: App, registry: Registry): void {
  app.get('/settings', {
    config: { permission: 'settings.read' },
    schema: { tags, summary: 'List the settings', response: { 200: contract.SettingList } },
    handler: async ({ ctx }) => ({ settings: await listSettings(ctx, registry, 'setting') }),
  })
  app.get('/settings/:key', {
    config: { permission: 'settings.read' },
    schema: {
      tags,
      summary: 'Show a setting',
      params: contract.SettingParams,
      response: { 200: contract.SettingView },
    },
    handler: async ({ ctx, params }, reply) => {
      const view = await showSetting(ctx, registry, 'setting', params.key)
      return reply.header('etag', etagOf(view.version)).send(view)
    },
  })
  app.put('/settings/:key', {
    config: { permission: 'settings.edit' },
    schema: {
      tags,
      summary: 'Change a setting',
      description: 'Every process follows within a second; nothing is restarted.',
      params: contract.SettingParams,
      headers: IfMatch,
      body: contract.ChangeSettingBody,
      response: { 200: contract.SettingView },
    },
    handler: async (request, reply) => {
      const setting = getSetting(registry, 'setting', request.params.key)
      const stored = await changeSetting(request.ctx, setting, commandOf(request))
      const view = viewOf(setting, stored)
      return reply.header('etag', etagOf(view.version)).send(view)
    },
  })
}

function flagRoutes(app: App, registry: Registry): void {
  app.get('/flags', {
    config: { permission: 'settings.read' },
    schema: { tags, summary: 'List the feature flags', response: { 200: contract.FlagList } },
    handler: async ({ ctx }) => {
      const flags = await listSettings(ctx, registry, 'flag')
      return contract.FlagList.parse({ flags })
    },
  })
  app.get('/flags/:key', {
    config: { permission: 'settings.read' },
    schema: {
      tags,
      summary: 'Show a feature flag',
      params: contract.SettingParams,
      response: { 200: contract.FlagView },
    },
    handler: async ({ ctx, params }, reply) => {
      const view = contract.FlagView.parse(await showSetting(ctx, registry, 'flag', params.key))
      return reply.header('etag', etagOf(view.version)).send(view)
    },
  })
  app.put('/flags/:key', {
    config: { permission: 'settings.edit' },
    schema: {
      tags,
      summary: 'Switch a feature flag',
      params: contract.SettingParams,
      headers: IfMatch,
      body: contract.ChangeFlagBody,
      response: { 200: contract.FlagView },
    },
    handler: async (request, reply) => {
      const flag = getSetting(registry, 'flag', request.params.key)
      const stored = await changeSetting(request.ctx, flag, commandOf(request))
      const view = contract.FlagView.parse(viewOf(flag, stored))
      return reply.header('etag', etagOf(view.version)).send(view)
    },
  })
}

const commandOf = (request: FastifyRequest<{ Body: { value?: unknown } }>): ChangeSetting => ({
  value: request.body.value,
  expectedVersion: readIfMatch(request),
})

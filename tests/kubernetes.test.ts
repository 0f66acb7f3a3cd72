import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readConfig } from '#platform/config.ts'
import { httpStage } from '#tests/http/stage.ts'

const DEPLOY = path.resolve(import.meta.dirname, '../deploy')
const FOLDER = path.join(DEPLOY, 'kubernetes')

type Container = {
  name: string
  env?: { name: string; value: string }[]
  volumeMounts: { name: string; mountPath: string }[]
  ports: { name: string; containerPort: number }[]
  startupProbe: Probe
  livenessProbe: Probe
  readinessProbe: Probe
  lifecycle: { preStop: { exec: { command: [string, string] } } }
}
type Probe = { httpGet: { path: string; port: string } }
type PodSpec = {
  terminationGracePeriodSeconds: number
  enableServiceLinks: boolean
  securityContext: { runAsUser: number }
  containers: Container[]
  volumes?: { name: string }[]
}
type Manifest = {
  kind: string
  metadata: { name: string }
  spec: {
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec }
    selector: { matchLabels?: Record<string, string> } & Record<string, unknown>
    ports: { targetPort: string }[]
    scaleTargetRef: { kind: string; name: string }
    rules: { http: { paths: { path: string; backend: { service: { name: string } } }[] } }[]
    volumeClaimTemplates?: { metadata: { name: string } }[]
  }
}
type Kustomization = {
  resources: string[]
  patches: { path: string }[]
  configMapGenerator: { literals: string[] }[]
}

const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8')
const kustomization = parse(read('kustomization.yaml')) as Kustomization
const manifests = kustomization.resources.flatMap((file) =>
  parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest),
)
const ofKind = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind))
const workloads = ofKind('StatefulSet', 'Deployment')
const pod = (parse(read('pod.yaml')) as Manifest).spec.template.spec
const container = pod.containers[0]!
const settings = Object.fromEntries(
  kustomization.configMapGenerator[0]!.literals.map((text) => text.split(/=(.*)/s, 2)),
) as Record<string, string>

/** What the image sets by itself. */
function imageSettings(): Record<string, string> {
  const dockerfile = readFileSync(path.join(DEPLOY, 'docker/Dockerfile'), 'utf8')
  const block = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile)![1]!
  return Object.fromEntries(block.split(/\s*\\\n\s*/).map((text) => text.split('=', 2)))
}

test('every file of the folder is applied', () => {
  const used = [...kustomization.resources, ...kustomization.patches.map((patch) => patch.path)]
  expect(['kustomization.yaml', ...used].toSorted()).toEqual(readdirSync(FOLDER).toSorted())
})

test('the pods start with settings that production takes, each with its roles', async () => {
  await using folder = await mkdtempDisposable(path.join(os.tmpdir(), 'penstock-kubernetes-'))
  const secrets = {
    'database-url': 'postgres://penstock:word@postgres:5432/penstock',
    'secret-keys': `first:${'A'.repeat(43)}=`,
    'admin-password': 'correct horse battery',
  }
  for (const [name, text] of Object.entries(secrets)) {
    writeFileSync(path.join(folder.path, name), text)
  }
  const mount = container.volumeMounts.find(({ name }) => name === 'secrets')!.mountPath
  const given = Object.entries({ ...imageSettings(), ...settings }).map(
    ([name, text]) => [name, text.replace(mount, folder.path)] as const,
  )
  const roles = workloads.map(({ spec }) => {
    const env = spec.template.spec.containers[0]!.env!.map(({ name, value }) => [name, value])
    const config = readConfig(Object.fromEntries([...given, ...env]) as Record<string, string>)
    expect(config).toMatchObject({ profile: 'production', adminPassword: 'correct horse battery' })
    expect(container.ports).toMatchObject([{ containerPort: config.httpPort }])
    const { terminationGracePeriodSeconds: graceS } = pod
    const pauseS = Number(container.lifecycle.preStop.exec.command[1])
    expect(graceS * 1_000).toBeGreaterThan(pauseS * 1_000 + config.stopTimeoutMs)
    return config.roles
  })
  expect(roles).toEqual([['api', 'live'], ['worker']])
  // Kubernetes would add PENSTOCK_SERVICE_HOST and its like, with which nothing starts.
  expect(pod.enableServiceLinks).toBe(false)
})

test('the pods run as the user of the image, and all that they mount is there', () => {
  const dockerfile = readFileSync(path.join(DEPLOY, 'docker/Dockerfile'), 'utf8')
  expect(dockerfile).toContain(`\nUSER ${pod.securityContext.runAsUser}:`)
  for (const { spec } of workloads) {
    const { containers, volumes = [] } = spec.template.spec
    expect(containers.map(({ name }) => name)).toEqual([container.name])
    const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata)
    const there = [...pod.volumes!, ...volumes, ...claims].map(({ name }) => name)
    expect(there.toSorted()).toEqual(container.volumeMounts.map(({ name }) => name).toSorted())
  }
})

test('the probes ask for what the server answers', async () => {
  await using stage = await httpStage(() => {})
  for (const { httpGet } of [
    ...[container.startupProbe, container.livenessProbe, container.readinessProbe],
  ]) {
    expect(httpGet.port).toBe(container.ports[0]!.name)
    expect((await stage.app.inject(httpGet.path)).statusCode).toBe(200)
  }
})

test('whatever names a part names one that is there', () => {
  const components = workloads.map(({ spec }) => spec.template.metadata.labels)
  for (const { spec } of ofKind('Service')) {
    expect(components).toContainEqual(spec.selector)
    expect(spec.ports).toMatchObject([{ targetPort: container.ports[0]!.name }])
  }
  for (const { spec } of [...workloads, ...ofKind('PodDisruptionBudget')]) {
    expect(components).toContainEqual(spec.selector.matchLabels)
  }
  const names = workloads.map(({ kind, metadata: { name } }) => `${kind} ${name}`)
  for (const { spec } of ofKind('HorizontalPodAutoscaler')) {
    expect(names).toContain(`${spec.scaleTargetRef.kind} ${spec.scaleTargetRef.name}`)
  }
  const services = ofKind('Service').map(({ metadata }) => metadata.name)
  const [ingress] = ofKind('Ingress')
  const paths = ingress!.spec.rules.flatMap(({ http }) => http.paths)
  expect(paths.map(({ backend }) => backend.service.name).toSorted()).toEqual(services.toSorted())
})

import path from 'node:path'
import { z } from 'zod'

const ROLES = ['api', 'worker', 'live', 'simulators'] as const
export type Role = (typeof ROLES)[number]

const whole = (min: number, max: number, standard: number) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(standard)

const onOff = (standard: boolean) =>
  z
    .enum(['on', 'off'], { error: 'must be "on" or "off"' })
    .transform((text) => text === 'on')
    .default(standard)

const address = (protocol: RegExp, words: string) => z.url({ protocol, error: `must be ${words}` })

const postgres = () =>
  address(/^postgres(ql)?$/, 'an address such as postgres://user:password@host:5432/name')

const listOf = <const Item extends string>(items: readonly Item[]) =>
  z
    .string()
    .transform((text) => text.split(',').map((item) => item.trim()))
    .pipe(z.array(z.enum(items, { error: `must be one or more of ${items.join(', ')}` })).min(1))

type Entry = { env: string; schema: z.ZodType; help: string; secret?: true; reload?: true }

/**
 * The only place that names environment variables. `.env.example` and
 * docs/reference/configuration.md are generated from it (`npm run check` compares them).
 */
export const entries = {
  profile: {
    env: 'PENSTOCK_PROFILE',
    schema: z
      .enum(['development', 'staging', 'production'], {
        error: 'must be development, staging or production',
      })
      .default('development'),
    help: 'How strict to be: production refuses demo data, made-up secrets and plain http.',
  },
  roles: {
    env: 'PENSTOCK_ROLES',
    schema: listOf(ROLES).default([...ROLES]),
    help: 'What this process does, separated by commas: api, worker, live, simulators.',
  },
  dataDir: {
    env: 'PENSTOCK_DATA_DIR',
    schema: z
      .string()
      .default('./.penstock')
      .transform((folder) => path.resolve(folder)),
    help: 'Where the embedded PostgreSQL, the spool and generated secrets are kept.',
  },
  httpHost: {
    env: 'PENSTOCK_HTTP_HOST',
    schema: z.string().default('127.0.0.1'),
    help: 'The address to listen on; 0.0.0.0 in a container.',
  },
  httpPort: {
    env: 'PENSTOCK_HTTP_PORT',
    schema: z.coerce
      .number({ error: 'must be a whole number' })
      .int()
      .min(0, 'must be 0 to 65535')
      .max(65_535, 'must be 0 to 65535')
      .optional(),
    help: 'The port; without it 8080, or the next free one. 0 takes any free port.',
  },
  publicUrl: {
    env: 'PENSTOCK_PUBLIC_URL',
    schema: address(/^https?$/, 'an http or https address').optional(),
    help: 'The address under which browsers and platforms reach this installation.',
  },
  corsOrigins: {
    env: 'PENSTOCK_CORS_ORIGINS',
    schema: z
      .string()
      .transform((text) => text.split(',').map((item) => item.trim()))
      .pipe(z.array(address(/^https?$/, 'a list of origins such as https://shop.example')))
      .default([]),
    help: 'Origins of other sites whose pages may call the API, separated by commas.',
  },
  trustedProxies: {
    env: 'PENSTOCK_TRUSTED_PROXIES',
    schema: z
      .string()
      .transform((text) => text.split(',').map((item) => item.trim()))
      .default([]),
    help: 'Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed.',
  },
  simulatorsPort: {
    env: 'PENSTOCK_SIMULATORS_PORT',
    schema: whole(0, 65_535, 8090),
    help: 'The port of the simulated platforms in the demo.',
  },
  demo: {
    env: 'PENSTOCK_DEMO',
    schema: onOff(true),
    help: 'Start with demo data and simulated platforms.',
  },
  adminEmail: {
    env: 'PENSTOCK_ADMIN_EMAIL',
    schema: z.email({ error: 'must be an e-mail address' }).default('owner@penstock.local'),
    help: 'The owner made at the first start.',
  },
  adminPassword: {
    env: 'PENSTOCK_ADMIN_PASSWORD',
    schema: z.string().min(12, 'must have at least 12 characters').max(200).optional(),
    help: 'Their password; without it one is generated and printed once.',
    secret: true,
  },
  secretKeys: {
    env: 'PENSTOCK_SECRET_KEYS',
    schema: z
      .string()
      .transform((text) => text.split(',').map((pair) => pair.trim()))
      .pipe(
        z
          .array(
            z
              .string()
              .regex(
                /^[a-z0-9-]{1,32}:[A-Za-z0-9+/]{43}=$/,
                'must be id:key pairs with 32 bytes in base64 each, the current one first',
              ),
          )
          .min(1),
      )
      .optional(),
    help: 'Keys for secrets and tokens, `id:base64,…`, the current first; made when absent.',
    secret: true,
    reload: true,
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    schema: postgres().optional(),
    help: 'A PostgreSQL ≥ 15; without it the embedded one is started. May go through PgBouncer.',
    secret: true,
  },
  databaseDirectUrl: {
    env: 'DATABASE_DIRECT_URL',
    schema: postgres().optional(),
    help: 'The same database without a pooler, for migrations, notifications and jobs.',
    secret: true,
  },
  databasePoolMax: {
    env: 'PENSTOCK_DATABASE_POOL_MAX',
    schema: whole(2, 500, 20),
    help: 'Connections of one process for requests and jobs.',
  },
  databaseWaitMs: {
    env: 'PENSTOCK_DATABASE_WAIT_MS',
    schema: whole(100, 60_000, 2_000),
    help: 'How long a request may wait for a connection before it is answered 503.',
  },
  databaseQueryTimeoutMs: {
    env: 'PENSTOCK_DATABASE_QUERY_TIMEOUT_MS',
    schema: whole(100, 600_000, 10_000),
    help: 'How long one statement may run.',
  },
  databaseStartTimeoutMs: {
    env: 'PENSTOCK_DATABASE_START_TIMEOUT_MS',
    schema: whole(0, 600_000, 60_000),
    help: 'How long to wait at the start for a database that does not answer yet.',
  },
  redisUrl: {
    env: 'REDIS_URL',
    schema: address(/^rediss?$/, 'an address such as redis://host:6379').optional(),
    help: 'Makes rate limits exact across processes, and repeated messages cheap; never needed.',
    secret: true,
  },
  requestTimeoutMs: {
    env: 'PENSTOCK_REQUEST_TIMEOUT_MS',
    schema: whole(1_000, 600_000, 30_000),
    help: 'How long one HTTP request may take.',
  },
  bodyLimitBytes: {
    env: 'PENSTOCK_BODY_LIMIT_BYTES',
    schema: whole(1_024, 104_857_600, 2_097_152),
    help: 'The largest request body.',
  },
  inFlightMax: {
    env: 'PENSTOCK_IN_FLIGHT_MAX',
    schema: whole(10, 100_000, 2_000),
    help: 'Requests under way at once; more are answered 503 at once.',
    reload: true,
  },
  rateLimits: {
    env: 'PENSTOCK_RATE_LIMITS',
    schema: onOff(true),
    help: 'Limits of requests per caller; off only for load tests.',
    reload: true,
  },
  rateLimitPerMinute: {
    env: 'PENSTOCK_RATE_LIMIT_PER_MINUTE',
    schema: whole(1, 10_000_000, 1_200),
    help: 'Requests that one signed-in caller may make in a minute.',
    reload: true,
  },
  rateLimitAnonymousPerMinute: {
    env: 'PENSTOCK_RATE_LIMIT_ANONYMOUS_PER_MINUTE',
    schema: whole(1, 10_000_000, 300),
    help: 'Requests that one address may make in a minute without signing in.',
    reload: true,
  },
  accessTokenTtlS: {
    env: 'PENSTOCK_ACCESS_TOKEN_TTL_S',
    schema: whole(60, 86_400, 900),
    help: 'How long an access token is valid.',
  },
  sessionTtlS: {
    env: 'PENSTOCK_SESSION_TTL_S',
    schema: whole(300, 31_536_000, 2_592_000),
    help: 'How long a session lives, however often it is renewed.',
  },
  spoolMaxBytes: {
    env: 'PENSTOCK_SPOOL_MAX_BYTES',
    schema: whole(1_048_576, 1_099_511_627_776, 1_073_741_824),
    help: 'How much of the disk messages may take while the database is away.',
  },
  importDirectMs: {
    env: 'PENSTOCK_IMPORT_DIRECT_MS',
    schema: whole(100, 60_000, 3_000),
    help: 'A message that takes longer goes to the disk: platforms hang up after about 5 s.',
  },
  outboundPrivate: {
    env: 'PENSTOCK_OUTBOUND_PRIVATE',
    schema: z
      .string()
      .transform((text) => text.split(',').map((item) => item.trim()))
      .default([]),
    help: 'host:port pairs inside private networks that addresses typed by users may reach.',
    reload: true,
  },
  stopTimeoutMs: {
    env: 'PENSTOCK_STOP_TIMEOUT_MS',
    schema: whole(0, 120_000, 20_000),
    help: 'How long to drain at a stop before ending anyway.',
  },
  logLevel: {
    env: 'PENSTOCK_LOG_LEVEL',
    schema: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
        error: 'must be trace, debug, info, warn, error or silent',
      })
      .optional(),
    help: 'What is logged; left out, warn in development and info elsewhere.',
    reload: true,
  },
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: address(/^https?$/, 'an http or https address').optional(),
    help: 'Where traces are sent; without it none are made.',
  },
} satisfies Record<string, Entry>

export type Entries = typeof entries

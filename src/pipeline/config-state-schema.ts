/** The shape of `state:` in zod: part of what schemas/config.json is written from. Not loaded when butik runs. */
import * as z from 'zod'
import { defaultGit, defaultPostgresSchema, leastPassphrase, stateBackends, tlsModes } from '../model/state-settings.ts'

const text = z.string().min(1)

const encryption = z
  .strictObject({
    key: text.describe(
      `!env NAME or !file PATH: 32 bytes as 64 hexadecimal digits or as base64 (openssl rand -base64 32), or a passphrase of ${leastPassphrase} characters at least.`,
    ),
    old_keys: z
      .array(text)
      .optional()
      .describe('Keys of before, each as !env NAME or !file PATH: what was encrypted with one of them can be read.'),
  })
  .optional()
  .describe('Encrypts all that holds shop data, with AES-256-GCM. Plain text unless set.')

const local = z.strictObject({
  encryption,
})

const git = z.strictObject({
  remote: text
    .optional()
    .describe(
      `A remote of the repository around this file, or the URL or path of another one; ${defaultGit.remote} unless set.`,
    ),
  branch: text.optional().describe(`The branch of the state; ${defaultGit.branch} unless set.`),
  encryption,
})

const postgres = z.strictObject({
  url: text.describe('postgres://user:password@host:5432/database, as !env NAME where it holds a password.'),
  schema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*$/)
    .max(63)
    .optional()
    .describe(`Schema of the tables; ${defaultPostgresSchema} unless set.`),
  tls: z
    .strictObject({
      mode: z.enum(tlsModes).describe('How much is checked of who the server is. Beats the sslmode of the URL.'),
      ca: text.optional().describe('File with the certificates (PEM) to trust, below this folder; or !env, !file.'),
    })
    .optional()
    .describe('How the connection is encrypted; as the URL says unless set.'),
  encryption,
})

const address = text.regex(/^https?:\/\//)
const method = z
  .string()
  .regex(/^[A-Z]+$/)
  .optional()

const http = z.strictObject({
  address: address.describe('URL of the state.'),
  lock_address: address.optional().describe('URL of the lock; that of the state unless set, at GitLab …/lock.'),
  unlock_address: address.optional().describe('URL to release the lock at; that of the lock unless set.'),
  journal_address: text
    .optional()
    .describe('URL of the journal; that of the state and -journal unless set. none: the journal lies with the state.'),
  lock: z
    .literal('none')
    .optional()
    .describe(
      'The server has no locks, and two runs at once are ruled out otherwise. Such a server is refused unless set.',
    ),
  update_method: method.describe('Method that writes the state; POST unless set.'),
  lock_method: method.describe('Method that takes the lock; LOCK unless set, at GitLab POST.'),
  unlock_method: method.describe('Method that releases the lock; UNLOCK unless set, at GitLab DELETE.'),
  username: text.optional().describe('For basic authentication.'),
  password: text.optional().describe('For basic authentication: !env NAME or !file PATH.'),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), z.string())
    .optional()
    .describe('Headers of each request; secrets as !env NAME.'),
  encryption,
})

/** By backend, `backend` itself left out. */
export const stateSchemas: { readonly [backend in (typeof stateBackends)[number]]: z.ZodType } = {
  local,
  git,
  postgres,
  http,
}

export const stateSchema: z.ZodType = z
  .looseObject({
    backend: z
      .enum(stateBackends)
      .describe(
        "local: in .butik/ beside this file. git: on a branch of a git repository. postgres: in tables of a PostgreSQL server. http: on a server that speaks the protocol of Terraform's http backend.",
      ),
  })
  .describe('Where butik keeps what it last wrote; in .butik/ beside this file unless set.')

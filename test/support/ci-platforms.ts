// GitHub and GitLab as far as comments, labels, issues and what a commit has merged go, on this machine, written from their REST pages. Strict: a call that is not of the
// API, without its token or with other fields is refused and kept in `wrong`.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Note {
  readonly id: number
  body: string
  readonly author: { readonly id: number; readonly login: string; readonly bot: boolean }
  readonly system?: boolean
}

interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The work is done and the answer is lost. */
  readonly lost?: true
}

/** As GitLab names them: a pull request, an issue, and what it says. */
export interface Pull {
  readonly number: number
  readonly head: string
  /** What its merge made. */
  readonly made?: string
  readonly squashed?: string
  readonly merged?: false
  readonly branch?: string
}

export interface IssueRow extends Note {
  title: string
  readonly labels: readonly string[]
  open: boolean
  /** At GitHub a pull request is an issue. */
  readonly isPull?: true
}

export const me = { id: 7, login: 'butik-bot', bot: true } as const
export const somebody = { id: 8, login: 'mallory', bot: false } as const

export class CiPlatform implements AsyncDisposable {
  readonly notes: Note[] = []
  readonly calls: string[] = []
  /** By the commit that they are found by. */
  readonly pulls = new Map<string, readonly Pull[]>()
  readonly labels: string[] = []
  readonly issues: IssueRow[] = []
  readonly wrong: string[] = []
  /** Answers of the calls to come, one after another; undefined lets one through. */
  readonly script: (Reply | undefined)[] = []
  /** As the token of a job: it may not ask who it is. */
  anonymous = false
  readonly #platform: 'github' | 'gitlab'
  readonly #server: Server
  #next = 100

  private constructor(platform: 'github' | 'gitlab') {
    this.#platform = platform
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(platform: 'github' | 'gitlab'): Promise<CiPlatform> {
    const started = new CiPlatform(platform)
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve))
    return started
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}${this.#platform === 'github' ? '/api/v3' : '/api/v4'}`
  }

  write(body: string, author: Note['author'] = me, more: { system?: boolean } = {}): Note {
    const note = { id: this.#next, body, author, ...more }
    this.#next += 1
    this.notes.push(note)
    return note
  }

  open(
    body: string,
    author: Note['author'] = me,
    more: Partial<Pick<IssueRow, 'title' | 'open' | 'isPull'>> = {},
  ): IssueRow {
    const row = { id: this.#next, body, author, title: 'a title', labels: [], open: true, ...more }
    this.#next += 1
    this.issues.push(row)
    return row
  }

  writes(): string[] {
    return this.calls.filter((call) => !call.startsWith('GET'))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    const url = new URL(request.url ?? '', 'http://127.0.0.1')
    const call = `${request.method} ${url.pathname.replace(/^\/api\/v[34]/, '')}`
    this.calls.push(call)
    const scripted = this.script.shift()
    if (scripted !== undefined && scripted.lost === undefined) return send(response, scripted)
    const reply = this.#refusal(request) ?? this.#done(call, url, text)
    if (reply.status === 400) this.wrong.push(`${call} ${text}`)
    if (scripted?.lost === true) request.socket.destroy()
    else send(response, reply)
  }

  #refusal({ headers }: IncomingMessage): Reply | undefined {
    const isGithub = this.#platform === 'github'
    const token = isGithub
      ? headers.authorization === 'Bearer secret-token'
      : headers['private-token'] === 'secret-token'
    if (!token) return { status: 401, body: { message: 'Bad credentials' } }
    const named = headers['user-agent']?.startsWith('butik/') === true
    const versioned = !isGithub || headers['x-github-api-version'] === '2022-11-28'
    return named && versioned ? undefined : { status: 400, body: { message: 'headers' } }
  }

  #done(call: string, url: URL, text: string): Reply {
    const isGithub = this.#platform === 'github'
    const list = isGithub ? '/repos/acme/shop/issues/12/comments' : '/projects/42/merge_requests/12/notes'
    if (call === 'GET /user') return this.#whoAmI()
    if (call === `GET ${list}`)
      return this.#page(
        url,
        this.notes.map((note) => this.#shown(note)),
      )
    const other = this.#pulls(call, url) ?? this.#issues(call, url, text)
    if (other !== undefined) return other
    const body = bodyOf(text)
    if (body === undefined) return { status: 400, body: { message: 'body' } }
    if (call === `POST ${list}`) return { status: 201, body: this.#shown(this.write(body)) }
    const one = isGithub
      ? /^PATCH \/repos\/acme\/shop\/issues\/comments\/(\d+)$/
      : /^PUT \/projects\/42\/merge_requests\/12\/notes\/(\d+)$/
    const id = Number(one.exec(call)?.[1])
    const note = this.notes.find((known) => known.id === id)
    if (note === undefined) return { status: one.test(call) ? 404 : 400, body: { message: 'Not Found' } }
    note.body = body
    return { status: 200, body: this.#shown(note) }
  }

  #whoAmI(): Reply {
    if (this.anonymous) return { status: 403, body: { message: 'Resource not accessible by integration' } }
    return { status: 200, body: { id: me.id, login: me.login } }
  }

  /** What a commit has merged, and labels. */
  #pulls(call: string, url: URL): Reply | undefined {
    const isGithub = this.#platform === 'github'
    const labels = isGithub ? 'GET /repos/acme/shop/issues/12/labels' : 'GET /projects/42/merge_requests/12'
    if (call === labels)
      return isGithub
        ? this.#page(
            url,
            this.labels.map((name) => ({ id: 1, name })),
          )
        : { status: 200, body: { iid: 12, labels: this.labels } }
    const commit = isGithub
      ? /^GET \/repos\/acme\/shop\/commits\/([0-9a-f]{40})\/pulls$/.exec(call)?.[1]
      : /^GET \/projects\/42\/repository\/commits\/([0-9a-f]{40})\/merge_requests$/.exec(call)?.[1]
    if (commit === undefined) return undefined
    const rows = this.pulls.get(commit) ?? []
    return this.#page(url, rows.map(isGithub ? githubPull : gitlabRequest))
  }

  #issues(call: string, url: URL, text: string): Reply | undefined {
    const isGithub = this.#platform === 'github'
    const list = isGithub ? '/repos/acme/shop/issues' : '/projects/42/issues'
    if (call === `GET ${list}`) {
      if (url.searchParams.get('state') !== (isGithub ? 'open' : 'opened')) return { status: 400 }
      return this.#page(
        url,
        this.issues.filter(({ open }) => open).map((one) => this.#issue(one)),
      )
    }
    const sent = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
    const [says, fields] = [isGithub ? 'body' : 'description', Object.keys(sent).sort().join()]
    const { title, [says]: body } = sent
    const words = typeof title === 'string' && title !== '' && typeof body === 'string' ? { title, body } : undefined
    if (call === `POST ${list}`) {
      const label = JSON.stringify(sent['labels']) === (isGithub ? '["butik-drift"]' : '"butik-drift"')
      if (words === undefined || !label || fields !== [says, 'labels', 'title'].sort().join()) return { status: 400 }
      return { status: 201, body: this.#issue(Object.assign(this.open(words.body), words)) }
    }
    const [method, path, id] = /^(PATCH|PUT) (.*)\/(\d+)$/.exec(call)?.slice(1) ?? []
    const row = this.issues.find((one) => one.id === Number(id))
    if (path !== list || method !== (isGithub ? 'PATCH' : 'PUT') || row === undefined) return undefined
    const closing = isGithub ? '{"state":"closed","state_reason":"completed"}' : '{"state_event":"close"}'
    if (text === closing) row.open = false
    else if (words !== undefined && fields === [says, 'title'].sort().join()) Object.assign(row, words)
    else return { status: 400 }
    return { status: 200, body: this.#issue(row) }
  }

  #issue({ id, title, body, author, isPull }: IssueRow): unknown {
    const stored = body.replaceAll('\n', '\r\n')
    if (this.#platform === 'gitlab')
      return { iid: id, title, description: stored, author: { id: author.id }, web_url: `https://gitlab.example/${id}` }
    const user = { login: author.login, type: author.bot ? 'Bot' : 'User' }
    const pull = isPull === true ? { pull_request: {} } : {}
    return { number: id, title, body: stored, user, html_url: `https://github.example/${id}`, ...pull }
  }

  #page(url: URL, all: readonly unknown[]): Reply {
    const [size, page] = [Number(url.searchParams.get('per_page')), Number(url.searchParams.get('page'))]
    if (!(size >= 1 && size <= 100 && page >= 1)) return { status: 400, body: { message: 'page' } }
    const rows = all.slice((page - 1) * size, page * size)
    const more = all.length > page * size
    const headers: Record<string, string> =
      this.#platform === 'gitlab'
        ? { 'x-next-page': more ? String(page + 1) : '' }
        : { link: more ? `<${url.href}>; rel="next"` : '<x>; rel="first"' }
    return { status: 200, body: rows, headers }
  }

  #shown({ id, body, author, system = false }: Note): unknown {
    // Both keep line breaks as they like.
    const stored = body.replaceAll('\n', '\r\n')
    if (this.#platform === 'gitlab')
      return { id, body: stored, system, author: { id: author.id, username: author.login } }
    const user = { login: author.login, type: author.bot ? 'Bot' : 'User' }
    return { id, body: stored, user, html_url: `https://github.example/acme/shop/pull/12#issuecomment-${id}` }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

function githubPull({ number, head, made, merged, branch = 'main' }: Pull): unknown {
  const at = merged === false ? null : '2026-01-01T00:00:00Z'
  return { number, merged_at: at, merge_commit_sha: made ?? null, head: { sha: head }, base: { ref: branch } }
}

function gitlabRequest({ number, head, made, squashed, merged, branch = 'main' }: Pull): unknown {
  const state = merged === false ? 'opened' : 'merged'
  const commits = { sha: head, merge_commit_sha: made ?? null, squash_commit_sha: squashed ?? null }
  return { iid: number, state, target_branch: branch, ...commits }
}

function bodyOf(text: string): string | undefined {
  const value: unknown = text === '' ? undefined : JSON.parse(text)
  if (typeof value !== 'object' || value === null) return undefined
  const body: unknown = Reflect.get(value, 'body')
  return Object.keys(value).length === 1 && typeof body === 'string' && body !== '' ? body : undefined
}

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === undefined ? '' : JSON.stringify(body))
}
